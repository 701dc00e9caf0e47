"""One question to everything: cases, customers and articles, each through its own door."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from caseway.cases.queries.search import case_results
from caseway.customers.models import Account, Contact
from caseway.customers.queries import search_accounts, search_contacts
from caseway.kernel.access import Actor, may
from caseway.kernel.search import Found, Result, highlight, typed
from caseway.knowledge.queries import article_results
from caseway.workspace.queries.places import address_of

MOST, MOST_OF_ONE, MOST_IN_PALETTE, LONGEST = 8, 50, 5, 200


@dataclass(frozen=True)
class Line:
    """One thing found. `title` and `snippet` are safe HTML with the words marked."""

    url: str
    title: SafeString
    subtitle: str
    snippet: SafeString | str


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `is_more`: the list is full. `corrected` is how misspelt words were understood."""

    kind: str
    label: str | Promise
    icon: str
    lines: list[Line]
    is_more: bool
    corrected: str


@dataclass(frozen=True)
class Kind:
    name: str
    label: str | Promise
    icon: str
    permission: str
    ask: Callable[[Actor, str, int], Found[Result]]


def contact_results(actor: Actor, text: str, limit: int) -> Found[Result]:
    return Found(tuple(_contact(one) for one in search_contacts(actor, text)[:limit]))


def account_results(actor: Actor, text: str, limit: int) -> Found[Result]:
    return Found(tuple(_account(one) for one in search_accounts(actor, text)[:limit]))


KINDS = (
    Kind("cases", _("Cases"), "circle-dot", "cases.read", case_results),
    Kind("contacts", _("Contacts"), "user-round", "customers.read", contact_results),
    Kind("accounts", _("Accounts"), "building-2", "customers.read", account_results),
    Kind("articles", _("Articles"), "file-text", "knowledge.read", article_results),
)


def search_everything(actor: Actor, text: str, *, kind: str = "", most: int = MOST) -> list[Group]:
    """Groups in which something was found, or one kind alone with more of it. Two statements each at most."""
    text = text.replace("\0", " ").strip()[:LONGEST]
    if not text:
        return []
    limit = MOST_OF_ONE if kind else most
    asked = [one for one in KINDS if kind in ("", one.name) and may(actor, one.permission)]
    groups = (_group(one, one.ask(actor, text, limit), text, limit) for one in asked)
    return [group for group in groups if group.lines]


def _group(kind: Kind, found: Found[Result], text: str, limit: int) -> Group:
    words = tuple(term.casefold() for term in typed(found.corrected or text).terms)
    lines = [_line(result, words) for result in found]
    return Group(
        kind.name, kind.label, kind.icon, [one for one in lines if one.url], len(lines) >= limit, found.corrected
    )


def _line(result: Result, words: Iterable[str]) -> Line:
    url = address_of(result.url_name, *result.url_args)
    return Line(url, highlight(result.title, tuple(words)), result.subtitle, result.snippet)


def _contact(contact: Contact) -> Result:
    about = (contact.job_title, contact.account.name if contact.account else "")
    return Result(
        "contact", contact.name, " · ".join(one for one in about if one), "workspace:contact", (contact.pk,), 0
    )


def _account(account: Account) -> Result:
    about = f"{account.number} · {account.get_tier_display()}"
    return Result("account", account.name, about, "workspace:account", (account.number,), 0)
