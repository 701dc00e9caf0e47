"""What S/MIME or OpenPGP say about a message, in plain words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Notice = Mapping[str, Any]
SCHEMES = {"smime": "S/MIME", "pgp": "OpenPGP"}
SIGNED = {
    "valid": gettext_lazy("Signed by %(signer)s, and unchanged since."),
    "other": gettext_lazy("Signed by %(signer)s, who is not the sender."),
    "unknown": gettext_lazy("Signed by %(signer)s and unchanged since, but nobody whom we trust vouches for that key."),
    "unchecked": gettext_lazy("Signed, but the key to check it with is not known here."),
    "broken": gettext_lazy("Its signature does not hold: it was changed on its way, or somebody pretends."),
}
SHAPES = {
    "valid": ("shield-check", "good"),
    "other": ("shield-alert", "warn"),
    "broken": ("shield-x", "bad"),
    "": ("lock-open", "neutral"),
}


def protection_words(notice: Notice) -> str:
    """Whether it could be read, and whose signature it bears."""
    scheme = SCHEMES[notice["scheme"]]
    if not notice["is_readable"] and notice["is_encrypted"]:
        return _("Encrypted with %s. No key here opens it: ask for it unencrypted, or add the key.") % scheme
    if not notice["is_readable"]:
        return _("Protected with %s in a way that could not be read here.") % scheme
    opened = _("It came encrypted (%s).") % scheme if notice["is_encrypted"] else ""
    signed = str(SIGNED.get(notice["verdict"], "")) % {"signer": notice["signer"] or _("somebody")}
    return " ".join(part for part in (opened, signed) if part)


def protection_shape(notice: Notice) -> tuple[str, str]:
    """Its icon and tone."""
    return ("lock", "warn") if not notice["is_readable"] else SHAPES.get(notice["verdict"], ("shield", "neutral"))
