"""What stands in certificates: whose they are, and who vouches for them."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError


def is_vouched_for(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], roots: Sequence[x509.Certificate], at: datetime
) -> bool:
    """Whether a chain leads from the certificate, by way of others, to one of the roots, valid at that time."""
    if not roots:
        return False
    if certificate in roots:
        return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
    policies = {"ca_policy": ExtensionPolicy.webpki_defaults_ca(), "ee_policy": ExtensionPolicy.permit_all()}
    builder = PolicyBuilder().store(Store(list(roots))).time(at).extension_policies(**policies)
    try:
        builder.build_client_verifier().verify(certificate, list(others))
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


def is_named(identifier: cms.SignerIdentifier, certificate: x509.Certificate) -> bool:
    """Whether a signer or recipient is the one of this certificate."""
    if identifier.name == "issuer_and_serial_number":
        is_serial = bool(identifier.chosen["serial_number"].native == certificate.serial_number)
        return is_serial and bool(identifier.chosen["issuer"].dump() == certificate.issuer.public_bytes())
    chosen = identifier.chosen
    given = chosen["subject_key_identifier"].native if identifier.name == "r_key_id" else chosen.native
    try:
        known = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except (x509.ExtensionNotFound, ValueError):
        return False
    return hmac.compare_digest(given, known)
