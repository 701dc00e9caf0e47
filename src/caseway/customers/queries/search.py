"""Finding customers by part of a name, a misspelt name, an address, a number."""

import re
from typing import TypeAlias, TypeVar

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value

from caseway.customers.models import Account, Contact, ContactPoint
from caseway.customers.queries.visible import visible_accounts, visible_contacts
from caseway.customers.rules import PUNCTUATION
from caseway.kernel.access import Actor

M = TypeVar("M", bound=Model)
Keys: TypeAlias = "QuerySet[Model, dict[str, object]]"
MOST_MATCHES = 2_000
LONGEST_QUERY = 200


class ContainsText(Func):
    """`column ILIKE '%text%'` (or only at the start), which the trigram indexes serve."""

    template = "%(expressions)s"
    arg_joiner = " ILIKE "
    output_field = BooleanField()

    def __init__(self, column: str, text: str, *, is_start: bool = False) -> None:
        escaped = re.sub(r"([\\%_])", r"\\\1", text)
        super().__init__(F(column), Value(f"{escaped}%" if is_start else f"%{escaped}%"))


def search_contacts(actor: Actor, text: str) -> QuerySet[Contact]:
    """Contacts whose name, account, address or number is like the text, best first."""
    text = _query(text)
    found = _by_name(Contact, text).union(
        Contact.objects.order_by()
        .filter(pk__in=_points(text).filter(contact__isnull=False).values("contact_id"))
        .values("pk")[:MOST_MATCHES],
        Contact.objects.order_by().filter(account__in=_by_name(Account, text)).values("pk")[:MOST_MATCHES],
    )
    return _ranked(visible_contacts(actor), found, text)


def search_accounts(actor: Actor, text: str) -> QuerySet[Account]:
    """Accounts whose name, number, address or telephone number is like the text, best first."""
    text = _query(text)
    found = _by_name(Account, text).union(
        Account.objects.order_by().filter(number=text.upper()).values("pk"),
        Account.objects.order_by()
        .filter(pk__in=_points(text).filter(account__isnull=False).values("account_id"))
        .values("pk")[:MOST_MATCHES],
    )
    return _ranked(visible_accounts(actor), found, text)


def _query(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())[:LONGEST_QUERY]


def _by_name(model: type[Model], text: str) -> Keys:
    """Keys of rows whose name holds the text or a word like it; with fewer than three letters, begins with it."""
    rows = model._default_manager.order_by()
    if len(text) < 3:
        return rows.filter(ContainsText("name", text, is_start=True)).values("pk")[:MOST_MATCHES]
    return rows.filter(Q(ContainsText("name", text)) | Q(name__trigram_word_similar=text)).values("pk")[:MOST_MATCHES]


def _points(text: str) -> QuerySet[ContactPoint]:
    digits = PUNCTUATION.sub("", text)
    part = digits if digits.lstrip("+").isdecimal() else text
    return ContactPoint.objects.order_by().filter(ContainsText("normalized", part, is_start=len(part) < 3))


def _ranked(rows: QuerySet[M], keys: Keys, text: str) -> QuerySet[M]:
    if not text:
        return rows.none()
    return rows.filter(pk__in=keys).order_by(TrigramWordSimilarity(text, "name").desc(), "name", "id")
