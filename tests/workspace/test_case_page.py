"""The case page."""

from caseway.cases.models import Case
from caseway.operations.models import Agent
from tests.fixtures import SignIn


def test_the_page_shows_the_case_its_clocks_and_its_timeline(
    owned_case: Case, owner: Agent, signed_in: SignIn
) -> None:
    page = signed_in(owner).get(f"/cases/{owned_case.number}/").content.decode()
    for words in ("Brewer leaks since Monday", owned_case.number, "First response", "our brewer leaks from below"):
        assert words in page
