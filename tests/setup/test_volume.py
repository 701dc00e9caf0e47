from caseway.cases.models import Case
from caseway.cases.queries import timeline_of
from caseway.engagement.models import Message
from caseway.setup.demo import ensure_demo_data
from caseway.setup.volume import fill


def test_it_fills_up_and_goes_on_where_it_stopped(db: None) -> None:
    ensure_demo_data()
    present, heard = Case.objects.count(), []
    assert fill(present + 30, report=heard.append) == 30
    assert fill(present + 45, report=heard.append) == 15
    assert fill(present + 45, report=heard.append) == 0
    assert (Case.objects.count(), heard) == (present + 45, [30, 15])
    assert Message.objects.count() == 10 * Case.objects.count()


def test_a_case_of_the_history_reads_like_a_case(db: None) -> None:
    ensure_demo_data()
    fill(20, report=lambda _size: None)
    case = Case.objects.filter(state="resolved").first()
    assert case is not None
    entries = timeline_of(case, limit=50).entries
    assert [entry.kind for entry in entries].count("message") == 10
    assert {message.reply_text != "" for message in Message.objects.all()} == {True}
