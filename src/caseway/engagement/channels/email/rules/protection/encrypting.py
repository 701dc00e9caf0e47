"""Encrypting a mail that leaves, so that only those can read it whose keys are given. It is signed before."""

import base64
import hashlib
import os
from collections.abc import Sequence
from datetime import datetime

import pysequoia
from asn1crypto import cms, core, keys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .certificates import addresses_of
from .entity import canonical, parted_head
from .envelopes import shared_info
from .model import Key, Scheme, UnusableKey

_KEY_BYTES, _BLOCK_BYTES = 32, 16
_AGREEMENT = "1.3.132.1.11.1"
_LINE = 76
_CRLF = b"\r\n"


def encrypt_mail(source: bytes, recipients: Sequence[Key]) -> bytes:
    """The mail, its content only for these keys, all of one kind. Headers stay outside; raises UnusableKey."""
    head, entity = parted_head(canonical(source))
    packed = _smime(entity, recipients) if recipients[0].scheme is Scheme.SMIME else _pgp(entity, recipients)
    return head + b"MIME-Version: 1.0\r\n" + packed


def is_for(key: Key, address: str, at: datetime) -> bool:
    """Whether mail to this address may be encrypted with this key: it is theirs, good now, and made for that."""
    if key.scheme is Scheme.PGP:
        certificate = pysequoia.Cert.from_bytes(key.public.encode())
        named = {str(name).lower().rpartition("<")[2].rstrip("> ") for name in certificate.user_ids}
        is_good = not certificate.is_revoked and (certificate.expiration is None or certificate.expiration > at)
        return address.lower() in named and is_good and _takes_mail(certificate)
    first = x509.load_pem_x509_certificates(key.public.encode())[0]
    is_good = first.not_valid_before_utc <= at <= first.not_valid_after_utc
    return is_good and address.lower() in {one.lower() for one in addresses_of(first)} and _may_encrypt(first)


def _takes_mail(certificate: pysequoia.Cert) -> bool:
    try:
        pysequoia.encrypt(b"", recipients=[certificate])
    except RuntimeError:
        return False
    return True


def _may_encrypt(certificate: x509.Certificate) -> bool:
    """Where it says what it is for, that must be among it."""
    public = certificate.public_key()
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
    if isinstance(public, rsa.RSAPublicKey):
        return usage.key_encipherment
    return isinstance(public, ec.EllipticCurvePublicKey) and usage.key_agreement


def _smime(entity: bytes, recipients: Sequence[Key]) -> bytes:
    """Enveloped data (RFC 5652) in AES-256 with CBC, which all clients of S/MIME read."""
    key, start = os.urandom(_KEY_BYTES), os.urandom(_BLOCK_BYTES)
    padder = padding.PKCS7(_BLOCK_BYTES * 8).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    content = encryptor.update(padder.update(entity) + padder.finalize()) + encryptor.finalize()
    infos = [_recipient(x509.load_pem_x509_certificates(one.public.encode())[0], key) for one in recipients]
    data = {
        "version": "v0" if all(info.name == "ktri" for info in infos) else "v2",
        "recipient_infos": infos,
        "encrypted_content_info": {
            "content_type": "data",
            "content_encryption_algorithm": {"algorithm": "aes256_cbc", "parameters": core.OctetString(start)},
            "encrypted_content": content,
        },
    }
    der = cms.ContentInfo({"content_type": "enveloped_data", "content": cms.EnvelopedData(data)}).dump()
    heading = (
        b'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n'
        b'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="smime.p7m"\r\n\r\n'
    )
    encoded = base64.b64encode(der)
    lines = _CRLF.join(encoded[start : start + _LINE] for start in range(0, len(encoded), _LINE))
    return heading + lines + _CRLF


def _recipient(certificate: x509.Certificate, key: bytes) -> cms.RecipientInfo:
    loaded = cms.Certificate.load(certificate.public_bytes(Encoding.DER))
    named = cms.IssuerAndSerialNumber({"issuer": loaded.issuer, "serial_number": loaded.serial_number})
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        info = {
            "version": "v0",
            "rid": {"issuer_and_serial_number": named},
            "key_encryption_algorithm": {"algorithm": "rsaes_pkcs1v15"},
            "encrypted_key": public.encrypt(key, PKCS1v15()),
        }
        return cms.RecipientInfo("ktri", cms.KeyTransRecipientInfo(info))
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise UnusableKey("The certificate of a recipient cannot be encrypted to.")
    return cms.RecipientInfo("kari", _agreed(named, public, key))


def _agreed(
    named: cms.IssuerAndSerialNumber, public: ec.EllipticCurvePublicKey, key: bytes
) -> cms.KeyAgreeRecipientInfo:
    """By a passing key of our own, on the curve of theirs (RFC 5753)."""
    passing = ec.generate_private_key(public.curve)
    wrap = cms.KeyEncryptionAlgorithm({"algorithm": "aes256_wrap"})
    shared = shared_info(wrap.dump(), None, _KEY_BYTES)
    derived = X963KDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, sharedinfo=shared)
    wrapped = aes_key_wrap(derived.derive(passing.exchange(ec.ECDH(), public)), key)
    spki = passing.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    one = {"rid": {"issuer_and_serial_number": named}, "encrypted_key": wrapped}
    info = {
        "version": "v3",
        "originator": cms.OriginatorIdentifierOrKey("originator_key", keys.PublicKeyInfo.load(spki)),
        "key_encryption_algorithm": {"algorithm": _AGREEMENT, "parameters": wrap},
        "recipient_encrypted_keys": [one],
    }
    return cms.KeyAgreeRecipientInfo(info)


def _pgp(entity: bytes, recipients: Sequence[Key]) -> bytes:
    """OpenPGP/MIME (RFC 3156)."""
    certificates = [pysequoia.Cert.from_bytes(one.public.encode()) for one in recipients]
    try:
        armored = pysequoia.encrypt(entity, recipients=certificates)
    except RuntimeError as error:
        raise UnusableKey("The OpenPGP key of a recipient cannot be encrypted to.") from error
    boundary = f"=_encrypted_{hashlib.sha256(armored).hexdigest()[:32]}"
    lines = [
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";',
        f' boundary="{boundary}"',
        "",
        "This mail is encrypted.",
        f"--{boundary}",
        "Content-Type: application/pgp-encrypted",
        "",
        "Version: 1",
        "",
        f"--{boundary}",
        'Content-Type: application/octet-stream; name="encrypted.asc"',
        'Content-Disposition: inline; filename="encrypted.asc"',
        "",
    ]
    return _CRLF.join(line.encode() for line in lines) + _CRLF + canonical(armored) + f"\r\n--{boundary}--\r\n".encode()
