"""What search knows follows what happens: to cases in bulk, to customers soon, as one may have thousands of cases."""

from collections.abc import Sequence

from caseway.cases.commands.search import reindex_cases, reindex_cases_of
from caseway.customers.events import AccountChanged, ContactChanged
from caseway.kernel.events import on, on_every, soon
from caseway.kernel.models import EventRecord

SEARCHED = {"name", "points"}


@on_every
def index_cases(records: Sequence[EventRecord]) -> None:
    reindex_cases(record.subject_id for record in records if record.subject_kind == "case")


@on(ContactChanged, soon, lane="insights")
def index_cases_of_contact(event: ContactChanged) -> None:
    if SEARCHED.intersection(event.fields):
        reindex_cases_of(contact_id=event.contact_id)


@on(AccountChanged, soon, lane="insights")
def index_cases_of_account(event: AccountChanged) -> None:
    if SEARCHED.intersection(event.fields):
        reindex_cases_of(account_id=event.account_id)
