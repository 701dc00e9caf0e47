"""Keys made from the installation's secret, each for one use, and passwords kept under one of them."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from caseway.kernel.errors import DomainError


class UnreadablePassword(DomainError):
    """The secret key has changed since the password was kept: it must be entered again."""


def key_for(purpose: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"caseway {purpose}".encode(), hashlib.sha256).digest()


def loop_token() -> str:
    """What marks automatic mail of this installation, so that it is known again when it comes back."""
    return key_for("mail loop").hex()[:24]


def sealed(password: str) -> str:
    """The password encrypted, for the database; empty stays empty."""
    return _box().encrypt(password.encode()).decode() if password else ""


def unsealed(token: str) -> str:
    """The password of `sealed`; UnreadablePassword when the secret key is another one now."""
    try:
        return _box().decrypt(token.encode()).decode() if token else ""
    except InvalidToken as error:
        raise UnreadablePassword(_("The password can no longer be read: enter it again in the mailbox.")) from error


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_for("mailbox passwords")))
