"""Signing a mail that leaves: its content becomes the first part of a multipart/signed, to the byte."""

import base64
import hashlib
from email.policy import SMTP

import pysequoia
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder

from .entity import canonical, parted_head
from .model import Key, Scheme, UnusableKey

_LINE = 76


def sign_mail(source: bytes, key: Key) -> bytes:
    """The mail, signed. Headers stay outside; raises UnusableKey if the key cannot sign."""
    head, entity = parted_head(canonical(source))
    signature, content_type, parameters = _smime(entity, key) if key.scheme is Scheme.SMIME else _pgp(entity, key)
    boundary = f"=_signed_{hashlib.sha256(entity).hexdigest()[:32]}"
    lines = [
        f'Content-Type: multipart/signed; boundary="{boundary}";\r\n {parameters}',
        "",
        "This mail is signed.",
        f"--{boundary}",
    ]
    before = SMTP.linesep.join(lines).encode() + b"\r\n"
    after = (
        f"\r\n--{boundary}\r\nContent-Type: {content_type}\r\n".encode()
        + signature
        + f"\r\n--{boundary}--\r\n".encode()
    )
    return head + b"MIME-Version: 1.0\r\n" + before + entity + after


def _smime(entity: bytes, key: Key) -> tuple[bytes, str, str]:
    secret = load_pem_private_key(key.secret.encode(), None)
    first, *others = x509.load_pem_x509_certificates(key.public.encode())
    if not isinstance(secret, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UnusableKey("The key cannot sign.")
    builder = PKCS7SignatureBuilder().set_data(entity).add_signer(first, secret, hashes.SHA256())
    for other in others:
        builder = builder.add_certificate(other)
    der = builder.sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
    encoded = base64.b64encode(der)
    lines = b"\r\n".join(encoded[start : start + _LINE] for start in range(0, len(encoded), _LINE))
    heading = b'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="smime.p7s"\r\n\r\n'
    parameters = 'protocol="application/pkcs7-signature"; micalg=sha-256'
    return heading + lines, 'application/pkcs7-signature; name="smime.p7s"', parameters


def _pgp(entity: bytes, key: Key) -> tuple[bytes, str, str]:
    try:
        signer = pysequoia.Tsk.from_bytes(key.secret.encode()).signer(key.passphrase or None)
        armored = pysequoia.sign(signer, entity, mode=pysequoia.SignatureMode.DETACHED)
    except RuntimeError as error:
        raise UnusableKey("The key cannot sign: it may have expired.") from error
    digest = str(pysequoia.Sig.from_bytes(armored).hash_algorithm).rpartition(".")[2].lower()
    heading = (
        b'Content-Description: OpenPGP signature\r\nContent-Disposition: attachment; filename="signature.asc"\r\n\r\n'
    )
    parameters = f'protocol="application/pgp-signature"; micalg=pgp-{digest}'
    return heading + canonical(armored).rstrip(b"\r\n"), 'application/pgp-signature; name="signature.asc"', parameters
