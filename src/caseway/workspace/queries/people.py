"""Whom one may write to from a case: those who take part, and customers the reader may see."""

from collections.abc import Iterator
from email.utils import formataddr

from caseway.cases.models import Case, CaseConversation
from caseway.cases.queries import readers_of
from caseway.customers.models import ContactPoint
from caseway.customers.queries import points_of, search_contacts
from caseway.engagement.models import ConversationParticipant
from caseway.kernel.access import Actor
from caseway.operations.models import Agent
from caseway.operations.queries import agents

MOST, MOST_ASKED = 8, 60


def people_like(case: Case, actor: Actor, text: str) -> list[tuple[str, str]]:
    """Names and addresses that hold the text, those who take part first: `("Maria Gomez", "maria@x.example")`."""
    wanted = text.strip().lower()
    if not wanted:
        return []
    held = CaseConversation.objects.filter(case=case).values("conversation_id")
    taking_part = ConversationParticipant.objects.filter(conversation_id__in=held, address__contains=wanted)
    addresses = list(taking_part.values_list("address", flat=True).distinct()[:MOST])
    names = {point.normalized: _name(point) for point in points_of(actor).filter(normalized__in=addresses)}
    found = {address: names.get(address, "") for address in addresses}
    for name, address in _contacts(actor, wanted):
        found.setdefault(address.lower(), name)
    return [(name, address) for address, name in found.items()][:MOST]


def colleagues_like(case: Case, actor: Actor, text: str) -> list[tuple[int, str]]:
    """Colleagues who may read the case and whose name holds the text, by name: those who can be mentioned."""
    wanted = text.strip()
    others = agents().filter(kind=Agent.Kind.PERSON, name__icontains=wanted).exclude(pk=actor.agent_id or 0)
    found = dict(others.order_by("name", "id").values_list("pk", "name")[:MOST_ASKED])
    readers = {reader.id for reader in readers_of(case, found.keys())}
    return [(pk, name) for pk, name in found.items() if pk in readers][:MOST]


def written(name: str, address: str) -> str:
    """As it stands in a line of recipients."""
    return formataddr((name, address)) if address.isascii() else address


def _contacts(actor: Actor, text: str) -> Iterator[tuple[str, str]]:
    contacts = list(search_contacts(actor, text)[:MOST])
    points = points_of(actor).filter(contact__in=contacts, kind=ContactPoint.Kind.EMAIL, is_undeliverable=False)
    by_contact: dict[int | None, list[str]] = {}
    for point in points.order_by("-is_primary", "id"):
        by_contact.setdefault(point.contact_id, []).append(point.value)
    for contact in contacts:
        for address in by_contact.get(contact.pk, []):
            yield contact.name, address


def _name(point: ContactPoint) -> str:
    owner = point.contact or point.account
    return owner.name if owner else ""
