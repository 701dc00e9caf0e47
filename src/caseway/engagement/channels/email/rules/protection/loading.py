"""From an uploaded file to a key: PKCS#12, PEM or DER for S/MIME, armored or binary for OpenPGP."""

import pysequoia
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from pysequoia.packet import PacketPile, Tag

from . import certificates
from .model import Key, KeyFacts, Scheme, UnusableKey

MOST_BYTES = 1_000_000


def read_key(data: bytes, passphrase: str) -> Key:
    """The key in a file, opened with the passphrase; raises UnusableKey with a sentence that says what to do."""
    if len(data) > MOST_BYTES:
        raise UnusableKey("The file is too large for a key: choose the file of one key.")
    if b"-----BEGIN PGP " in data:
        return _pgp(data, passphrase)
    if b"-----BEGIN " in data:
        return _pem(data, passphrase)
    for read in (_pkcs12, _der, _pgp):
        try:
            return read(data, passphrase)
        except UnusableKey as error:
            if read is _pkcs12 and "passphrase" in str(error):
                raise
    raise UnusableKey("This is no key: choose a PKCS#12 file (.p12), a certificate (.pem) or an OpenPGP key (.asc).")


def facts_of(key: Key) -> KeyFacts:
    """Whose key it is and how long it is good."""
    if key.scheme is Scheme.PGP:
        certificate = pysequoia.Cert.from_bytes(key.public.encode())
        names = tuple(str(name) for name in certificate.user_ids)
        return KeyFacts(certificate.fingerprint, names, certificate.expiration)
    first = x509.load_pem_x509_certificates(key.public.encode())[0]
    names = certificates.addresses_of(first) or (certificates.name_of(first),)
    return KeyFacts(certificates.fingerprint_of(first), names, first.not_valid_after_utc)


def _pgp(data: bytes, passphrase: str) -> Key:
    try:
        if not any(packet.tag == Tag.SecretKey for packet in PacketPile.from_bytes(data)):
            return Key(Scheme.PGP, str(pysequoia.Cert.from_bytes(data)))
        secret = pysequoia.Tsk.from_bytes(data)
    except RuntimeError as error:
        raise UnusableKey("This OpenPGP key cannot be read: export it once more, armored.") from error
    try:
        secret.signer(passphrase or None)
    except RuntimeError as error:
        raise UnusableKey("The passphrase does not open this key, or the key cannot sign.") from error
    public = str(secret.extract_certificate())
    return Key(Scheme.PGP, public, str(secret), passphrase)


def _pkcs12(data: bytes, passphrase: str) -> Key:
    try:
        found = load_pkcs12(data, passphrase.encode() or None)
    except ValueError as error:
        if "password" in str(error).lower() or "mac" in str(error).lower():
            raise UnusableKey("The passphrase does not open this file.") from error
        raise UnusableKey("This is no PKCS#12 file.") from error
    if found.cert is None or found.key is None:
        raise UnusableKey("The file holds no key with its certificate: export both together.")
    chain = [found.cert.certificate, *(one.certificate for one in found.additional_certs)]
    return _smime(chain, found.key)


def _pem(data: bytes, passphrase: str) -> Key:
    try:
        chain = x509.load_pem_x509_certificates(data)
        if b"PRIVATE KEY-----" not in data:
            return _smime(chain, None)
        return _smime(chain, load_pem_private_key(data, passphrase.encode() or None))
    except (ValueError, TypeError) as error:
        raise UnusableKey(
            "The file must hold a certificate, and its key if it is ours; check the passphrase."
        ) from error


def _der(data: bytes, _passphrase: str) -> Key:
    try:
        return _smime([x509.load_der_x509_certificate(data)], None)
    except ValueError as error:
        raise UnusableKey("This is no certificate.") from error


def _smime(chain: list[x509.Certificate], secret: object) -> Key:
    public = "".join(one.public_bytes(Encoding.PEM).decode() for one in chain)
    if secret is None:
        return Key(Scheme.SMIME, public)
    if not isinstance(secret, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UnusableKey("Only RSA and elliptic-curve (ECDH) keys can be used for S/MIME here.")
    if secret.public_key() != chain[0].public_key():
        raise UnusableKey("The key does not belong to the first certificate of the file.")
    pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Key(Scheme.SMIME, public, pem)
