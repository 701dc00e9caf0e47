"""The two lists."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from caseway.kernel.crud import Column, CrudSet
from caseway.kernel.models import ApiToken, Webhook
from caseway.ui.elements import when


def state_of(token: ApiToken) -> str:
    if token.revoked_at:
        return _now("Revoked")
    return _now("Expired") if token.has_expired else _now("In force")


def events_of(webhook: Webhook) -> str:
    return ", ".join(webhook.events) or _now("All events")


TOKENS = CrudSet(
    model=ApiToken,
    url_name="tokens",
    title=_("API tokens"),
    singular=_("API token"),
    columns=(
        "name",
        Column(_("Acts for"), lambda token: token.user.email),
        Column(_("Begins with"), lambda token: f"cw_{token.prefix}"),
        Column(_("May"), lambda token: ", ".join(token.scopes) or _now("Everything the person may")),
        Column(_("State"), state_of),
        Column(_("Created"), lambda token: when(token.created_at)),
    ),
    related=("user",),
    order=("-id",),
    intro=_("Keys with which programs use Caseway for somebody."),
)
WEBHOOKS = CrudSet(
    model=Webhook,
    url_name="webhooks",
    title=_("Webhooks"),
    singular=_("webhook"),
    columns=("url", Column(_("Events"), events_of), "is_active"),
    order=("-id",),
    intro=_("Addresses that are told what happens, as it happens."),
)
