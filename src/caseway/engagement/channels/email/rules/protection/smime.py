"""S/MIME: opening envelopes, and what the signatures in them are worth."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import pkcs7_decrypt_der

from . import cms
from .entity import Shape, Wrapped
from .model import Key, Opened, Protection, Scheme, Verdict

_NO_KEY = "It is encrypted, and no mailbox here has the key for it."
_ODD = "It is protected in a way that cannot be read here."


def opened(wrapped: Wrapped, keys: Sequence[Key], sender: str, at: datetime) -> Opened:
    """What is inside, and how it was protected."""
    if wrapped.shape is Shape.SMIME_SIGNED:
        signature, _content = cms.read_signed(wrapped.seal, wrapped.content)
        return Opened(_judged(signature, keys, sender, at), wrapped.content)
    kind = cms.content_kind(wrapped.content)
    if kind == "signed_data":
        signature, content = cms.read_signed(wrapped.content, None)
        return Opened(_judged(signature, keys, sender, at), content)
    if kind == "enveloped_data":
        return _decrypted(wrapped.content, keys)
    return Opened(Protection(Scheme.SMIME, is_encrypted=True, is_readable=False, problem=_ODD))


def _decrypted(der: bytes, keys: Sequence[Key]) -> Opened:
    for key in keys:
        secret = load_pem_private_key(key.secret.encode(), None) if key.secret else None
        if not isinstance(secret, rsa.RSAPrivateKey):
            continue
        certificate = x509.load_pem_x509_certificates(key.public.encode())[0]
        try:
            return Opened(Protection(Scheme.SMIME, is_encrypted=True), pkcs7_decrypt_der(der, certificate, secret, []))
        except ValueError:  # written to another key
            continue
        except UnsupportedAlgorithm:
            return Opened(Protection(Scheme.SMIME, is_encrypted=True, is_readable=False, problem=_ODD))
    return Opened(Protection(Scheme.SMIME, is_encrypted=True, is_readable=False, problem=_NO_KEY))


def _judged(signature: cms.Signature, keys: Sequence[Key], sender: str, at: datetime) -> Protection:
    certificate = signature.certificate
    addresses = cms.addresses_of(certificate) if certificate else ()
    signer = ", ".join(addresses) or (cms.name_of(certificate) if certificate else "")
    fingerprint = cms.fingerprint_of(certificate) if certificate else ""
    verdict = Verdict.BROKEN
    if signature.is_good:
        roots = [one for key in keys if not key.secret for one in x509.load_pem_x509_certificates(key.public.encode())]
        is_sender = sender.lower() in {address.lower() for address in addresses}
        is_known = cms.is_vouched_for(signature, roots, at)
        verdict = Verdict.UNKNOWN if not is_known else Verdict.VALID if is_sender else Verdict.OTHER
    return Protection(
        Scheme.SMIME, verdict=verdict, signer=signer[:500], fingerprint=fingerprint, problem=signature.problem
    )
