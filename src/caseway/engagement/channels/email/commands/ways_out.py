"""How a mailbox's mail leaves: its own server or the installation's, and which team may send from it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from caseway.engagement.channels.email.models import Mailbox, WayOut
from caseway.engagement.channels.email.queries import sealed
from caseway.engagement.channels.email.queries.mailboxes import active_mailboxes
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, remember
from caseway.kernel.errors import Invalid
from caseway.operations.models import Team

PERMISSION = "settings.manage"
USUAL_PORTS = {"tls": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, kw_only=True)
class Route:
    """Without a host, the installation's server; without a port, the usual one; without a team, open to all."""

    host: str = ""
    port: int | None = None
    security: str = Mailbox.Security.STARTTLS
    user: str = ""
    team: Team | None = None


@atomic()
def save_way_out(mailbox: Mailbox, route: Route, *, actor: Actor, password: str = "") -> WayOut:
    """Set it. An empty password leaves the kept one, unless another server or user is named."""
    require(actor, PERMISSION)
    row = WayOut.objects.select_for_update(of=("self",)).filter(mailbox=mailbox).first() or WayOut(mailbox=mailbox)
    if not row._state.adding:
        remember(row)
    is_elsewhere = (row.host, row.user) != (route.host.strip().lower(), route.user.strip())
    row.host, row.user, row.team = route.host.strip().lower(), route.user.strip(), route.team
    row.security, row.port = route.security, route.port or USUAL_PORTS[route.security]
    if password or is_elsewhere:
        row.password = sealed(password)
    if row.user and not row.password and not mailbox.provider_id:
        sentence = _("Write the password of this user.")
        raise Invalid(sentence, fields={"password": sentence})
    row.save()
    record_change(row, actor=actor)
    active_mailboxes.forget()
    return row
