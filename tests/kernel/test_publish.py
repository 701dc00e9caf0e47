from caseway.kernel.models import EventRecord


def test_the_schema_stands(db: None) -> None:
    assert EventRecord.objects.count() == 0
