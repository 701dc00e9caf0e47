"""Providers to sign in with, and what will end soon of what they allowed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.models import Mailbox, MailboxSignIn, MailProvider
from caseway.kernel.access import Actor, may

AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Notice:
    """What an administrator should see to, before mail stops coming or because it has."""

    mailbox_id: int
    title: str
    said: str
    is_urgent: bool


def visible_providers(actor: Actor) -> QuerySet[MailProvider]:
    """Registrations are configuration: for those who may manage settings."""
    return MailProvider.objects.all() if may(actor, "settings.manage") else MailProvider.objects.none()


def ending_of(mailbox: Mailbox) -> datetime | None:
    """When the mailbox can no longer sign in by itself: its own end, or that of the provider's secret if sooner."""
    sign_in = MailboxSignIn.objects.filter(mailbox_id=mailbox.pk, mailbox__provider__isnull=False)
    found = sign_in.values_list("ends_at", "mailbox__provider__secret_ends_on").first()
    if found is None:
        return None
    ends_at, secret_ends_on = found
    ends = [
        ends_at,
        datetime.combine(secret_ends_on, time.max, timezone.get_current_timezone()) if secret_ends_on else None,
    ]
    return min((end for end in ends if end), default=None)


def ending_words(mailbox: Mailbox) -> str:
    """The alarm: "" until two weeks before a sign-in ends."""
    end = ending_of(mailbox) if mailbox.provider_id else None
    if end is None or end > timezone.now() + AHEAD:
        return ""
    return _("The sign-in ends on %s: sign in again, and renew the provider’s secret if it is that.") % date_format(end)


def mail_notices(actor: Actor) -> list[Notice]:
    """Mailboxes that fail, and sign-ins that end soon; for those who may manage settings."""
    if not may(actor, "settings.manage"):
        return []
    soon = timezone.now() + AHEAD
    troubled = Q(health=Mailbox.Health.FAILING) | Q(sign_in__ends_at__lte=soon) | Q(provider__secret_ends_on__lte=soon)
    found = Mailbox.objects.filter(troubled, is_active=True).select_related("provider", "sign_in").distinct()
    return [_notice(mailbox) for mailbox in found[:20]]


def _notice(mailbox: Mailbox) -> Notice:
    is_failing = mailbox.health == Mailbox.Health.FAILING
    if is_failing:
        return Notice(mailbox.pk, _("%s cannot be fetched.") % mailbox, mailbox.health_note, is_urgent=True)
    return Notice(mailbox.pk, str(mailbox), ending_words(mailbox), is_urgent=False)
