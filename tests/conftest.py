"""What every test may use. The database comes first: it sets Django up."""

pytest_plugins = ["tests.database", "tests.fixtures"]
