"""The signed message within an encrypted OpenPGP message (RFC 9580): Sequoia tells of no signature on compressed words.

Session keys by RSA and ECDH; AES, with a check sum or authenticated.
"""

import bz2
import hashlib
import hmac
import zlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESOCB3
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap
from pysequoia.packet import Packet, PacketPile, Tag

from .pgp_secrets import (
    AES_BYTES,
    BLOCK,
    ECDH,
    HASHES,
    RSA,
    SHA1_BYTES,
    Reader,
    Secret,
    Unopened,
    decrypted,
    opened_secret,
    secret_packets,
    sha1,
    whole,
)

MOST_BYTES = 50_000_000
_CURVE25519 = bytes.fromhex("2b060104019755010501")
_CURVES: dict[bytes, ec.EllipticCurve] = {
    bytes.fromhex("2a8648ce3d030107"): ec.SECP256R1(),
    bytes.fromhex("2b81040022"): ec.SECP384R1(),
    bytes.fromhex("2b81040023"): ec.SECP521R1(),
}
_SEALED_HEAD = b"\xd3\x14"
_AUTHENTICATED: dict[int, tuple[type[AESOCB3 | AESGCM], int]] = {2: (AESOCB3, 15), 3: (AESGCM, 12)}
_TAG_BYTES, _SALT_BYTES, _MOST_CHUNK = 16, 32, 16
_INFLATERS = {1: -15, 2: 15}
_BZIP2 = 3
_ANONYMOUS = bytes(8).hex()
_TROUBLES = (ValueError, TypeError, KeyError, IndexError, OSError, zlib.error, InvalidUnwrap, InvalidTag)


@dataclass(frozen=True)
class _Wrapped:
    """A session key for one recipient. Without `has_cipher` the message itself says which it is for."""

    named: str
    algorithm: int
    has_cipher: bool
    body: bytes


def signed_message(message: bytes, secret: bytes, passphrase: str) -> bytes:
    """The packets within: one-pass signature, words, signature. Raises Unopened."""
    packets = list(PacketPile.from_bytes(message))
    sealed = next((packet.body for packet in packets if packet.tag == Tag.SEIP), b"")
    keys = list(secret_packets(secret))
    for wrapped in (packet.body for packet in packets if packet.tag == Tag.PKESK):
        for key in keys:
            try:
                return _uncompressed(_unsealed(sealed, *_session_key(_read(wrapped), key, passphrase)))
            except _TROUBLES:
                continue
    raise Unopened


def _read(packet: bytes) -> _Wrapped:
    """Versions 3 and 6 (RFC 9580, 5.1)."""
    body = Reader(packet)
    version = body.octet()
    if version == 3:
        named = body.take(8).hex().replace(_ANONYMOUS, "")
        return _Wrapped(named, body.octet(), has_cipher=True, body=body.rest())
    if version == 6:
        named = body.take(body.octet())[1:].hex()
        return _Wrapped(named, body.octet(), has_cipher=False, body=body.rest())
    raise Unopened


def _session_key(wrapped: _Wrapped, packet: Packet, passphrase: str) -> tuple[int, bytes]:
    """The cipher, 0 where the message says it, and the key of the content."""
    if not str(packet.fingerprint).endswith(wrapped.named) or wrapped.algorithm != packet.body[5]:
        raise Unopened
    key = opened_secret(packet, passphrase)
    body = Reader(wrapped.body)
    plain = _by_rsa(body, key) if key.algorithm in RSA else _by_curve(body, key)
    cipher, session = (plain[0], plain[1:-2]) if wrapped.has_cipher else (0, plain[:-2])
    if sum(session) % 65536 != int.from_bytes(plain[-2:], "big"):
        raise Unopened
    return cipher, session


def _by_rsa(body: Reader, key: Secret) -> bytes:
    modulus, exponent = (whole(key.public.number()) for _ in range(2))
    private, first, second = (whole(key.secret.number()) for _ in range(3))
    parts = rsa.rsa_crt_dmp1(private, first), rsa.rsa_crt_dmq1(private, second), rsa.rsa_crt_iqmp(first, second)
    numbers = rsa.RSAPrivateNumbers(first, second, private, *parts, rsa.RSAPublicNumbers(exponent, modulus))
    sealed = body.number().rjust((modulus.bit_length() + 7) // 8, b"\0")
    return numbers.private_key().decrypt(sealed, padding.PKCS1v15())


def _by_curve(body: Reader, key: Secret) -> bytes:
    """ECDH (RFC 9580, 11.5)."""
    point, wrapped = body.number(), body.take(body.octet())
    curve = key.public.take(key.public.octet())
    key.public.number()
    kdf = key.public.take(key.public.octet())
    agreed = _agreed(curve, point, key.secret.number())
    named = bytes([len(curve)]) + curve + bytes([ECDH, len(kdf)]) + kdf
    said = b"\0\0\0\1" + agreed + named + b"Anonymous Sender    " + key.fingerprint
    wrapping = hashlib.new(HASHES[kdf[1]], said).digest()[: AES_BYTES[kdf[2]]]
    plain = aes_key_unwrap(wrapping, wrapped)
    return plain[: -plain[-1]]


def _agreed(curve: bytes, point: bytes, scalar: bytes) -> bytes:
    if curve == _CURVE25519:
        ours = x25519.X25519PrivateKey.from_private_bytes(scalar.rjust(32, b"\0")[::-1])
        return ours.exchange(x25519.X25519PublicKey.from_public_bytes(point[1:]))
    ours_on = ec.derive_private_key(whole(scalar), _CURVES[curve])
    return ours_on.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[curve], point))


def _unsealed(sealed: bytes, cipher: int, key: bytes) -> bytes:
    """Encrypted with integrity protection (RFC 9580, 5.13): version 1 has a check sum, version 2 is authenticated."""
    if sealed[:1] == b"\2" and not cipher:
        return _authenticated(Reader(sealed, 1), key)
    if sealed[:1] != b"\1" or AES_BYTES.get(cipher) != len(key):
        raise Unopened
    plain = decrypted(key, bytes(BLOCK), sealed[1:])
    said, check = plain[:-SHA1_BYTES], plain[-SHA1_BYTES:]
    if not (said.endswith(_SEALED_HEAD) and hmac.compare_digest(sha1(said), check)):
        raise Unopened
    return said[BLOCK + 2 : -len(_SEALED_HEAD)]


def _authenticated(body: Reader, key: bytes) -> bytes:
    cipher, way, size = body.octet(), body.octet(), body.octet()
    if AES_BYTES.get(cipher) != len(key) or size > _MOST_CHUNK:
        raise Unopened
    make, nonce_bytes = _AUTHENTICATED[way]
    said = bytes([0xD2, 2, cipher, way, size])
    salt, sealed = body.take(_SALT_BYTES), body.rest()
    derived = HKDF(hashes.SHA256(), len(key) + nonce_bytes - 8, salt, said).derive(key)
    opener, start = make(derived[: len(key)]), derived[len(key) :]
    chunks, last = sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
    step = (1 << (size + 6)) + _TAG_BYTES
    places = range(0, len(chunks), step)
    plain = b"".join(
        opener.decrypt(start + number.to_bytes(8, "big"), chunks[place : place + step], said)
        for number, place in enumerate(places)
    )
    opener.decrypt(start + len(places).to_bytes(8, "big"), last, said + len(plain).to_bytes(8, "big"))
    return plain


def _uncompressed(packets: bytes) -> bytes:
    """What was compressed before it was encrypted, or the packets as they are."""
    first = next(iter(PacketPile.from_bytes(packets)))
    if first.tag != Tag.CompressedData:
        return packets
    way, inside = first.body[0], first.body[1:]
    if way == _BZIP2:
        return bz2.BZ2Decompressor().decompress(inside, MOST_BYTES)
    return zlib.decompressobj(_INFLATERS[way]).decompress(inside, MOST_BYTES)
