"""Which mailbox of ours a mail leaves from."""

from django.utils.translation import gettext as _

from caseway.engagement.channels.email.queries import sending_addresses
from caseway.kernel.access import Actor
from caseway.kernel.errors import Invalid


def mailbox_of(chosen: str, usual: str, *, actor: Actor) -> str:
    """The usual one, which everybody may answer from, or the chosen one if this actor may send from it."""
    wanted = chosen.strip().lower()
    if not wanted or wanted == usual.lower() or wanted in sending_addresses(actor):
        return wanted or usual
    sentence = _("You may not send from %(address)s: choose another mailbox.") % {"address": chosen.strip()[:200]}
    raise Invalid(sentence, fields={"mailbox": sentence})
