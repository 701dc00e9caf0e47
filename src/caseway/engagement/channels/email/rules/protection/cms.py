"""What S/MIME is packed in (RFC 5652): which kind, and whether its signatures are over this content, and by whom."""

import hashlib
import hmac
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

from .certificates import is_named

_HASHES: dict[str, tuple[Callable[[bytes], "hashlib._Hash"], hashes.HashAlgorithm]] = {
    "sha256": (hashlib.sha256, hashes.SHA256()),
    "sha384": (hashlib.sha384, hashes.SHA384()),
    "sha512": (hashlib.sha512, hashes.SHA512()),
}
MOST_BYTES = 50_000_000
_MOST_SIGNERS = 5
_MOST_CERTIFICATES = 20
_SET_TAG = b"\x31"


@dataclass(frozen=True, slots=True)
class Signature:
    """`certificate` made it, with others that came beside it. `is_good`: it is over exactly this content."""

    is_good: bool
    certificate: x509.Certificate | None = None
    others: tuple[x509.Certificate, ...] = ()
    problem: str = ""


def content_kind(der: bytes) -> str:
    """`signed_data`, `enveloped_data`, or another of CMS; empty for what is none."""
    try:
        return str(cms.ContentInfo.load(der)["content_type"].native)
    except (ValueError, TypeError, KeyError):
        return ""


def uncompressed(der: bytes) -> bytes:
    """What was compressed (RFC 3274), as far as it is not more than one mail may be."""
    inside = cms.ContentInfo.load(der)["content"]["encap_content_info"]["content"].native
    return zlib.decompressobj().decompress(inside, MOST_BYTES)


def read_signed(der: bytes, content: bytes | None) -> tuple[Signature, bytes]:
    """The signature and the content it is over; `content` is what stood beside it, None when it is inside."""
    signed = cms.ContentInfo.load(der)["content"]
    inside = signed["encap_content_info"]["content"].native
    said = content if content is not None else (inside if isinstance(inside, bytes) else b"")
    certificates = _certificates(signed)
    found = [_checked(signer, said, certificates) for signer in list(signed["signer_infos"])[:_MOST_SIGNERS]]
    if not found:
        return Signature(is_good=False, problem="It carries no signature."), said
    return next((one for one in found if not one.is_good), found[0]), said


def _certificates(signed: cms.SignedData) -> list[x509.Certificate]:
    chosen = [
        one.chosen for one in list(signed["certificates"] or ())[:_MOST_CERTIFICATES] if one.name == "certificate"
    ]
    return [x509.load_der_x509_certificate(one.dump()) for one in chosen]


def _checked(signer: cms.SignerInfo, content: bytes, certificates: list[x509.Certificate]) -> Signature:
    certificate = next((one for one in certificates if is_named(signer["sid"], one)), None)
    if certificate is None:
        return Signature(is_good=False, problem="The certificate of its signer did not come with it.")
    others = tuple(one for one in certificates if one != certificate)
    algorithm = signer["digest_algorithm"]["algorithm"].native
    if algorithm not in _HASHES:
        return Signature(False, certificate, others, f"It is made with {algorithm}, which can be forged.")
    is_good = _is_over(signer, content, algorithm) and _is_made_by(signer, content, algorithm, certificate)
    return Signature(is_good, certificate, others, "" if is_good else "The content was changed after it was signed.")


def _is_over(signer: cms.SignerInfo, content: bytes, algorithm: str) -> bool:
    """Whether the signed attributes, if there are any, name this content's digest."""
    attributes = signer["signed_attrs"]
    if not len(attributes):
        return True
    named = [one["values"][0].native for one in attributes if one["type"].native == "message_digest"]
    return len(named) == 1 and hmac.compare_digest(named[0], _HASHES[algorithm][0](content).digest())


def _is_made_by(signer: cms.SignerInfo, content: bytes, algorithm: str, certificate: x509.Certificate) -> bool:
    attributes = signer["signed_attrs"]
    said = _SET_TAG + attributes.dump()[1:] if len(attributes) else content
    try:
        _verify(certificate.public_key(), signer, said, _HASHES[algorithm][1])
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _verify(key: object, signer: cms.SignerInfo, said: bytes, digest: hashes.HashAlgorithm) -> None:
    signature = signer["signature"].native
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, said, _padding_of(signer), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, said, ec.ECDSA(digest))
    elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        key.verify(signature, said)
    else:
        raise InvalidSignature


def _padding_of(signer: cms.SignerInfo) -> padding.AsymmetricPadding:
    algorithm = signer["signature_algorithm"]
    if algorithm["algorithm"].native != "rsassa_pss":
        return padding.PKCS1v15()
    mask = algorithm["parameters"]["mask_gen_algorithm"]["parameters"]["algorithm"].native
    if mask not in _HASHES:
        raise InvalidSignature
    return padding.PSS(mgf=padding.MGF1(_HASHES[mask][1]), salt_length=padding.PSS.AUTO)
