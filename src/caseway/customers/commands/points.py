"""Contact points: the addresses and numbers by which an account or a contact is reached and recognised."""

from collections.abc import Callable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from caseway.customers.commands.checking import PERMISSION
from caseway.customers.events import AccountChanged, ContactChanged
from caseway.customers.models import Account, Contact, ContactPoint
from caseway.customers.rules import UnusableAddressError, normalize_email, normalize_phone
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import lock_row
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.events import Event, publish

Owner = Account | Contact
Kind = ContactPoint.Kind
NORMAL_FORMS: dict[str, Callable[[str], str]] = {Kind.EMAIL: normalize_email, Kind.PHONE: normalize_phone}


class AddressTaken(DomainError):
    """The address or number belongs to somebody else; only one may have it, or mail could not be told apart."""


@transaction.atomic
def add_point(owner: Owner, *, actor: Actor, kind: str, value: str, is_primary: bool = False) -> ContactPoint:
    """Note an address or number; the first of its kind is primary. One the owner already has is returned as it is."""
    require(actor, PERMISSION)
    owner = lock_row(owner)
    normalized = _normal_form(kind, value)
    if known := _points(owner).filter(kind=kind, normalized=normalized).first():
        return make_primary(known, actor=actor) if is_primary and not known.is_primary else known

    is_primary = is_primary or not _points(owner).filter(kind=kind, is_primary=True).exists()
    if is_primary:
        _points(owner).filter(kind=kind).update(is_primary=False)
    point = _create(owner, kind, value, is_primary)
    record_change(point, actor=actor)
    publish(_changed(owner, actor))
    return point


@transaction.atomic
def remove_point(point: ContactPoint, *, actor: Actor) -> None:
    """Forget an address or number; when it was the primary one, the oldest other of its kind is primary from now on."""
    require(actor, PERMISSION)
    owner = lock_row(_owner_of(point))
    point = lock_row(point)
    record_change(point, actor=actor, action="removed")
    kind, was_primary = point.kind, point.is_primary
    point.delete()
    heir = _points(owner).filter(kind=kind).order_by("id").first() if was_primary else None
    if heir:
        _set_primary(heir, actor)
    publish(_changed(owner, actor))


@transaction.atomic
def make_primary(point: ContactPoint, *, actor: Actor) -> ContactPoint:
    """Use this address or number before all others of its kind."""
    require(actor, PERMISSION)
    owner = lock_row(_owner_of(point))
    point = lock_row(point)
    if point.is_primary:
        return point
    _points(owner).filter(kind=point.kind).update(is_primary=False)
    point = _set_primary(point, actor)
    publish(_changed(owner, actor))
    return point


def mark_undeliverable(address: str, *, actor: Actor) -> ContactPoint | None:
    """Note that mail to this address does not arrive; None when nobody has it."""
    return _set_undeliverable(address, True, actor)


def mark_reachable(address: str, *, actor: Actor) -> ContactPoint | None:
    """Note that mail to this address arrives again; None when nobody has it."""
    return _set_undeliverable(address, False, actor)


def add_first_points(owner: Owner, *, emails: Sequence[str], phones: Sequence[str]) -> None:
    """The points of an owner just created, without events of their own."""
    for kind, values in ((Kind.EMAIL, emails), (Kind.PHONE, phones)):
        seen: set[str] = set()
        for value in values:
            normalized = _normal_form(kind, value)
            if normalized not in seen:
                _create(owner, kind, value, is_primary=not seen)
                seen.add(normalized)


@transaction.atomic
def _set_undeliverable(address: str, is_undeliverable: bool, actor: Actor) -> ContactPoint | None:
    require(actor, PERMISSION)
    found = ContactPoint.objects.filter(kind=Kind.EMAIL, normalized=_normal_form(Kind.EMAIL, address)).first()
    if found is None or found.is_undeliverable == is_undeliverable:
        return found
    point = lock_row(found)
    point.is_undeliverable = is_undeliverable
    point.save(update_fields=["is_undeliverable"])
    record_change(point, actor=actor)
    publish(_changed(_owner_of(point), actor))
    return point


def _set_primary(point: ContactPoint, actor: Actor) -> ContactPoint:
    point = lock_row(point)
    point.is_primary = True
    point.save(update_fields=["is_primary"])
    record_change(point, actor=actor)
    return point


def _create(owner: Owner, kind: str, value: str, is_primary: bool) -> ContactPoint:
    normalized = _normal_form(kind, value)
    held = {"account": owner} if isinstance(owner, Account) else {"contact": owner}
    try:
        with transaction.atomic():
            return ContactPoint.objects.create(
                kind=kind, value=value.strip(), normalized=normalized, is_primary=is_primary, **held
            )
    except IntegrityError as error:
        taken = _("%s belongs to another customer. Remove it there first, or use that customer.") % value.strip()
        raise AddressTaken(taken, fields={kind: taken}) from error


def _normal_form(kind: str, value: str) -> str:
    if kind not in NORMAL_FORMS:
        sentence = _("Choose email or phone.")
        raise Invalid(sentence, fields={"kind": sentence})
    try:
        return NORMAL_FORMS[kind](value)
    except UnusableAddressError as error:
        sentence = _(str(error))
        raise Invalid(sentence, fields={"value": sentence}) from error


def _owner_of(point: ContactPoint) -> Owner:
    owner = point.contact or point.account
    assert owner is not None, "The database holds every point to an owner."
    return owner


def _points(owner: Owner) -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(**{"account" if isinstance(owner, Account) else "contact": owner})


def _changed(owner: Owner, actor: Actor) -> Event:
    if isinstance(owner, Account):
        return AccountChanged(account_id=owner.pk, fields=["points"], actor=actor.reference)
    return ContactChanged(contact_id=owner.pk, fields=["points"], actor=actor.reference)
