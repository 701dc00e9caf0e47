"""Signatures of S/MIME (RFC 5652): whether they are over this content, and who made them."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

_HASHES: dict[str, tuple[Callable[[bytes], "hashlib._Hash"], hashes.HashAlgorithm]] = {
    "sha256": (hashlib.sha256, hashes.SHA256()),
    "sha384": (hashlib.sha384, hashes.SHA384()),
    "sha512": (hashlib.sha512, hashes.SHA512()),
}
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


def is_vouched_for(signature: Signature, roots: Sequence[x509.Certificate], at: datetime) -> bool:
    """Whether a chain leads from the signer's certificate to one of the roots, valid at that time."""
    if signature.certificate is None or not roots:
        return False
    if signature.certificate in roots:
        return signature.certificate.not_valid_before_utc <= at <= signature.certificate.not_valid_after_utc
    policies = {"ca_policy": ExtensionPolicy.webpki_defaults_ca(), "ee_policy": ExtensionPolicy.permit_all()}
    builder = PolicyBuilder().store(Store(list(roots))).time(at).extension_policies(**policies)
    try:
        builder.build_client_verifier().verify(signature.certificate, list(signature.others))
    except (VerificationError, ValueError):
        return False
    return True


def addresses_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """The mail addresses that a certificate is for."""
    named = [str(one.value) for one in certificate.subject.get_attributes_for_oid(x509.NameOID.EMAIL_ADDRESS)]
    try:
        alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        named += alternatives.get_values_for_type(x509.RFC822Name)
    except (x509.ExtensionNotFound, ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return tuple(dict.fromkeys(named))
    return tuple(dict.fromkeys(named))


def name_of(certificate: x509.Certificate) -> str:
    """How people call it: its common name, or all that it says."""
    common = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else certificate.subject.rfc4514_string()


def fingerprint_of(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()


def _certificates(signed: cms.SignedData) -> list[x509.Certificate]:
    chosen = [
        one.chosen for one in list(signed["certificates"] or ())[:_MOST_CERTIFICATES] if one.name == "certificate"
    ]
    return [x509.load_der_x509_certificate(one.dump()) for one in chosen]


def _checked(signer: cms.SignerInfo, content: bytes, certificates: list[x509.Certificate]) -> Signature:
    certificate = next((one for one in certificates if _is_named(signer["sid"], one)), None)
    if certificate is None:
        return Signature(is_good=False, problem="The certificate of its signer did not come with it.")
    others = tuple(one for one in certificates if one != certificate)
    algorithm = signer["digest_algorithm"]["algorithm"].native
    if algorithm not in _HASHES:
        return Signature(False, certificate, others, f"It is made with {algorithm}, which can be forged.")
    is_good = _is_over(signer, content, algorithm) and _is_made_by(signer, content, algorithm, certificate)
    return Signature(is_good, certificate, others, "" if is_good else "The content was changed after it was signed.")


def _is_named(identifier: cms.SignerIdentifier, certificate: x509.Certificate) -> bool:
    if identifier.name == "issuer_and_serial_number":
        is_serial = bool(identifier.chosen["serial_number"].native == certificate.serial_number)
        return is_serial and bool(identifier.chosen["issuer"].dump() == certificate.issuer.public_bytes())
    try:
        known = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except (x509.ExtensionNotFound, ValueError):
        return False
    return hmac.compare_digest(identifier.chosen.native, known)


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
        key.verify(signature, said, _padding_of(signer, digest), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, said, ec.ECDSA(digest))
    elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        key.verify(signature, said)
    else:
        raise InvalidSignature


def _padding_of(signer: cms.SignerInfo, digest: hashes.HashAlgorithm) -> padding.AsymmetricPadding:
    if signer["signature_algorithm"]["algorithm"].native == "rsassa_pss":
        return padding.PSS(mgf=padding.MGF1(digest), salt_length=padding.PSS.AUTO)
    return padding.PKCS1v15()
