"""Amazon's notification service (SNS), which carries what SES has to tell: who really sent it, and subscribing."""

import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate

from caseway.kernel.errors import DomainError
from caseway.kernel.outbound import ForbiddenUrl, client

Notification = Mapping[str, Any]
HOST = re.compile(r"sns\.[a-z0-9-]{2,30}\.amazonaws\.com(?:\.cn)?")
HASHES: dict[str, type[hashes.SHA1 | hashes.SHA256]] = {"1": hashes.SHA1, "2": hashes.SHA256}
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
MOST_KEPT, MOST_BYTES, SECONDS = 20, 100_000, 5.0


class NotFromAmazon(DomainError):
    """The signature is not Amazon's, or its certificate is not to be had from Amazon."""


class Certificates:
    """Amazon's signing certificates by their address, which names their content: each is fetched once."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def remember(self, url: str, pem: bytes) -> None:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[url] = pem

    def at(self, url: str) -> bytes:
        if url not in self._kept:
            self.remember(url, _fetched(url))
        return self._kept[url]


CERTIFICATES = Certificates()


def require_signed_by_amazon(sent: Notification) -> None:
    """Raise `NotFromAmazon` unless the notification is as Amazon signed it."""
    try:
        key = load_pem_x509_certificate(CERTIFICATES.at(str(sent["SigningCertURL"]))).public_key()
        signature = base64.b64decode(str(sent["Signature"]), validate=True)
        digest = HASHES[str(sent["SignatureVersion"])]()
        if not isinstance(key, RSAPublicKey):
            raise NotFromAmazon("The certificate holds no RSA key.")
        key.verify(signature, _signed_text(sent), PKCS1v15(), digest)
    except (InvalidSignature, KeyError, ValueError) as error:
        raise NotFromAmazon("The signature is not Amazon's.") from error


def confirm_subscription(sent: Notification) -> None:
    """Say yes to Amazon, once it proved to be Amazon and knew our password."""
    _fetched(str(sent["SubscribeURL"]))


def _signed_text(sent: Notification) -> bytes:
    names = SIGNED[str(sent["Type"])]
    return "".join(f"{name}\n{sent[name]}\n" for name in names if name != "Subject" or sent.get(name)).encode()


def _fetched(url: str) -> bytes:
    """From Amazon alone."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.port or not HOST.fullmatch(parts.hostname or "") or "@" in parts.netloc:
        raise NotFromAmazon("Its address does not lead to Amazon.")
    try:
        with client(seconds=SECONDS, most_bytes=MOST_BYTES) as http:
            return http.get(url).raise_for_status().content
    except (httpx.HTTPError, ForbiddenUrl) as error:
        raise NotFromAmazon(f"Amazon did not answer: {error}") from error
