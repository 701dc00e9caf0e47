"""Keys made in the test: an authority, people with certificates of it, and people with OpenPGP keys."""

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import pysequoia
from cryptography import x509
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder, PKCS7Options
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pysequoia.packet import PacketPile, Tag

from caseway.engagement.channels.email.rules.protection import Key
from caseway.engagement.channels.email.rules.protection.loading import read_key

MARIA, SUPPORT = "maria@lumenlabs.example", "support@caseway.example"
WORD = "open sesame"
Secret = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True)
class Person:
    """Somebody with a certificate; `p12` is both in one file, opened by WORD."""

    certificate: x509.Certificate
    secret: Secret

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def secret_pem(self) -> bytes:
        return self.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def p12(self) -> bytes:
        return serialize_key_and_certificates(
            b"key", self.secret, self.certificate, None, BestAvailableEncryption(WORD.encode())
        )

    @property
    def key(self) -> Key:
        return read_key(self.p12, WORD)

    @property
    def trusted(self) -> Key:
        return read_key(self.pem, "")


@cache
def authority() -> Person:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lumen Labs Authority")])
    secret = rsa.generate_private_key(65537, 2048)
    usage = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
    )
    builder = (
        _builder(name, name, secret)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(**usage, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
    )
    return Person(builder.sign(secret, hashes.SHA256()), secret)


@cache
def person(
    email: str, *, days: int = 365, curve: type[ec.EllipticCurve] | None = None, may_encrypt: bool = True
) -> Person:
    """With an RSA key, or one on a curve."""
    secret = ec.generate_private_key(curve()) if curve else rsa.generate_private_key(65537, 2048)
    return _vouched_for(email, secret, days, may_encrypt=may_encrypt)


@cache
def edwards_person(email: str) -> Person:
    return _vouched_for(email, ed25519.Ed25519PrivateKey.generate(), days=365)


def _vouched_for(email: str, secret: Secret, days: int, *, may_encrypt: bool = True) -> Person:
    """Without `may_encrypt`, the certificate says that its key only signs."""
    house = authority()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, email.partition("@")[0])])
    builder = (
        _builder(name, house.certificate.subject, secret, days)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(house.secret.public_key()), critical=False)
    )
    if not may_encrypt:
        names = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
        others = dict.fromkeys((*names, "encipher_only", "decipher_only"), False)
        builder = builder.add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **others), critical=True
        )
    return Person(builder.sign(house.secret, hashes.SHA256()), secret)


def _builder(subject: x509.Name, issuer: x509.Name, secret: Secret, days: int = 3650) -> x509.CertificateBuilder:
    start = datetime.now(UTC) - timedelta(days=30)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )


@cache
def pgp_secret(email: str) -> str:
    return str(pysequoia.Tsk.generate(f"Somebody <{email}>"))


def pgp_public(email: str) -> str:
    return str(pysequoia.Tsk.from_bytes(pgp_secret(email).encode()).extract_certificate())


def pgp_signing_only(email: str) -> bytes:
    """A public key without the part that opens mail."""
    packets = list(PacketPile.from_bytes(pgp_public(email).encode()))
    last = max(at for at, packet in enumerate(packets) if packet.tag == Tag.PublicSubkey)
    return bytes(pysequoia.Cert.from_packets(packets[:last]))


def pgp_key(email: str) -> Key:
    return read_key(pgp_secret(email).encode(), "")


def pgp_trusted(email: str) -> Key:
    return read_key(pgp_public(email).encode(), "")


def plain(text: str = "It drips.", sender: str = MARIA) -> bytes:
    head = f"From: {sender}\r\nTo: {SUPPORT}\r\nSubject: Brewer leaks\r\nMessage-ID: <p1@lumenlabs.example>\r\n"
    kind = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    return f"{head}{kind}\r\n{text}\r\n".encode()


def smime_encrypted(entity: bytes, to: Person, sender: str = MARIA) -> bytes:
    """A mail whose content, a MIME entity, only `to` can open."""
    builder = PKCS7EnvelopeBuilder().set_data(entity).add_recipient(to.certificate)
    content = builder.encrypt(Encoding.SMIME, [PKCS7Options.Binary])
    head = f"From: {sender}\r\nTo: {SUPPORT}\r\nSubject: Brewer leaks\r\nMessage-ID: <p2@lumenlabs.example>\r\n"
    return head.encode() + content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def pgp_encrypted(entity: bytes, to: str, *, signer: str = "", sender: str = MARIA) -> bytes:
    """An OpenPGP/MIME mail that only `to` can open, signed by `signer`."""
    recipient = pysequoia.Cert.from_bytes(pgp_public(to).encode())
    by = pysequoia.Tsk.from_bytes(pgp_secret(signer).encode()).signer() if signer else None
    return pgp_wrapped(pysequoia.encrypt(signer=by, recipients=[recipient], bytes=entity).decode(), sender)


def pgp_sealed(packets: bytes, to: pysequoia.Tsk) -> bytes:
    """Any packets, encrypted to an RSA key as version 1 says (RFC 9580, 5.13.1)."""
    session, start = os.urandom(16), os.urandom(16)
    key = [packet for packet in PacketPile.from_bytes(bytes(to)) if packet.tag == Tag.SecretSubkey][-1]
    bits = int.from_bytes(key.body[6:8], "big")
    modulus = int.from_bytes(key.body[8 : 8 + bits // 8], "big")
    checked = b"\7" + session + (sum(session) % 65536).to_bytes(2, "big")
    wrapped = rsa.RSAPublicNumbers(65537, modulus).public_key().encrypt(checked, padding.PKCS1v15())
    number = int.from_bytes(wrapped, "big").bit_length().to_bytes(2, "big") + wrapped.lstrip(b"\0")
    said = start + start[-2:] + packets + b"\xd3\x14"
    encryptor = Cipher(algorithms.AES(session), CFB(bytes(16))).encryptor()
    sealed = encryptor.update(said + hashlib.sha1(said, usedforsecurity=False).digest())
    return _packet(1, b"\3" + bytes.fromhex(str(key.key_id)) + b"\1" + number) + _packet(18, b"\1" + sealed)


def _packet(tag: int, body: bytes) -> bytes:
    return bytes([0xC0 | tag, 0xFF]) + len(body).to_bytes(4, "big") + body


def pgp_wrapped(armored: str, sender: str = MARIA) -> bytes:
    """An OpenPGP/MIME mail around a message that is already encrypted."""
    armored = armored.replace("\r\n", "\n").replace("\n", "\r\n")
    return (
        f"From: {sender}\r\nTo: {SUPPORT}\r\nSubject: Brewer leaks\r\nMessage-ID: <p3@lumenlabs.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/encrypted; "
        'protocol="application/pgp-encrypted"; boundary="=_e"\r\n'
        "\r\n--=_e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n"
        f"--=_e\r\nContent-Type: application/octet-stream\r\n\r\n{armored}\r\n--=_e--\r\n"
    ).encode()
