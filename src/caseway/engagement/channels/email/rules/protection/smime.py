"""S/MIME: opening envelopes, and what the signatures in them are worth."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from . import certificates, cms
from .entity import Shape, Wrapped
from .envelopes import Envelope, Spoiled, UnknownWay
from .model import Key, Opened, Protection, Scheme, Verdict

_NO_KEY = "It is encrypted, and no mailbox here has the key for it."
_ODD = "It is protected in a way that cannot be read here."
_SPOILED = "It is encrypted, and was damaged or changed on its way."
_ENVELOPES = {"enveloped_data", "authenticated_enveloped_data"}


def opened(wrapped: Wrapped, keys: Sequence[Key], sender: str, at: datetime) -> Opened:
    """What is inside, and how it was protected."""
    if wrapped.shape is Shape.SMIME_SIGNED:
        signature, _content = cms.read_signed(wrapped.seal, wrapped.content)
        return Opened(_judged(signature, keys, sender, at), wrapped.content)
    kind = cms.content_kind(wrapped.content)
    if kind == "signed_data":
        signature, content = cms.read_signed(wrapped.content, None)
        return Opened(_judged(signature, keys, sender, at), content)
    if kind == "compressed_data":
        return Opened(Protection(Scheme.SMIME), cms.uncompressed(wrapped.content))
    if kind in _ENVELOPES:
        return _decrypted(wrapped.content, keys)
    return _closed(_ODD)


def _decrypted(der: bytes, keys: Sequence[Key]) -> Opened:
    envelope = Envelope(der)
    for key in keys:
        secret = load_pem_private_key(key.secret.encode(), None) if key.secret else None
        if not isinstance(secret, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            continue
        try:
            inside = envelope.opened_by(secret, x509.load_pem_x509_certificates(key.public.encode())[0])
        except UnknownWay:
            return _closed(_ODD)
        except Spoiled:
            return _closed(_SPOILED)
        if inside is not None:
            return Opened(Protection(Scheme.SMIME, is_encrypted=True), inside)
    return _closed(_NO_KEY)


def _closed(problem: str) -> Opened:
    return Opened(Protection(Scheme.SMIME, is_encrypted=True, is_readable=False, problem=problem))


def _judged(signature: cms.Signature, keys: Sequence[Key], sender: str, at: datetime) -> Protection:
    certificate = signature.certificate
    addresses = certificates.addresses_of(certificate) if certificate else ()
    signer = ", ".join(addresses) or (certificates.name_of(certificate) if certificate else "")
    fingerprint = certificates.fingerprint_of(certificate) if certificate else ""
    verdict = Verdict.BROKEN
    if signature.is_good and certificate:
        roots = [one for key in keys if not key.secret for one in x509.load_pem_x509_certificates(key.public.encode())]
        is_sender = sender.lower() in {address.lower() for address in addresses}
        is_known = certificates.is_vouched_for(certificate, signature.others, roots, at)
        verdict = Verdict.UNKNOWN if not is_known else Verdict.VALID if is_sender else Verdict.OTHER
    return Protection(
        Scheme.SMIME, verdict=verdict, signer=signer[:500], fingerprint=fingerprint, problem=signature.problem
    )
