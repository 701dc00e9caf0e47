"""Keeping the registrations with mail providers: add, change and remove them."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.models import MailboxSignIn, MailProvider
from caseway.engagement.channels.email.queries import sealed
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.outbound import check_url

PERMISSION = "settings.manage"
WRITABLE = (
    *("name", "kind", "client_id", "secret_ends_on", "is_application", "tenant"),
    *("authorize_url", "token_url", "api_url"),
)
ADDRESSES = ("authorize_url", "token_url", "api_url")


class ProviderInUse(DomainError):
    """Mailboxes sign in with it."""


def save_provider(
    provider: MailProvider | None, *, actor: Actor, values: Mapping[str, object], secret: str = ""
) -> MailProvider:
    """Add a registration (None), or change one. An empty secret leaves the kept one."""
    require(actor, PERMISSION)
    _check_addresses(values)
    try:
        with transaction.atomic():
            return _save(provider, actor=actor, values=values, secret=secret)
    except IntegrityError as error:
        sentence = _("There is a provider with this name already.")
        raise Invalid(sentence, fields={"name": sentence}) from error


@atomic()
def remove_provider(provider: MailProvider, *, actor: Actor) -> None:
    """Forget a registration that no mailbox signs in with."""
    require(actor, PERMISSION)
    provider = lock_row(provider)
    try:
        with transaction.atomic():
            record_change(provider, actor=actor, action="removed")
            provider.delete()
    except ProtectedError as error:
        raise ProviderInUse(_("Mailboxes sign in with it: choose something else for them first.")) from error


def _save(provider: MailProvider | None, *, actor: Actor, values: Mapping[str, object], secret: str) -> MailProvider:
    row = lock_row(provider) if provider else MailProvider()
    for name in WRITABLE:
        if name in values:
            setattr(row, name, values[name])
    if secret:
        row.client_secret = sealed(secret)
    if not row.client_secret:
        sentence = _("Write the secret that the provider gave.")
        raise Invalid(sentence, fields={"secret": sentence})
    _check_application(row)
    row.save()
    MailboxSignIn.objects.filter(mailbox__provider=row, refresh_token="").delete()
    record_change(row, actor=actor)
    return row


def _check_application(row: MailProvider) -> None:
    """Only an organisation can let a program into its mailboxes, and only Microsoft's are asked here."""
    if row.is_application and row.kind != MailProvider.Kind.MICROSOFT:
        sentence = _("Only Microsoft 365 lets programs in without somebody who signs in.")
        raise Invalid(sentence, fields={"is_application": sentence})
    if row.is_application and row.tenant.lower() in ("", "common", "organizations", "consumers"):
        sentence = _("Write the tenant that lets Caseway in: its id, or a domain of it.")
        raise Invalid(sentence, fields={"tenant": sentence})


def _check_addresses(values: Mapping[str, object]) -> None:
    for name in ADDRESSES:
        if url := str(values.get(name) or ""):
            check_url(url)
