"""Secret OpenPGP keys of version 4 (RFC 9580, 5.5.3), with the passphrase that they are kept under."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from pysequoia.packet import Packet, PacketPile, Tag

RSA, ECDH = {1, 2}, 18
AES_BYTES = {7: 16, 8: 24, 9: 32}
HASHES = {2: "sha1", 8: "sha256", 9: "sha384", 10: "sha512", 11: "sha224"}
BLOCK, SHA1_BYTES = 16, 20
_PLAIN, _CHECKED, _SUMMED = 0, 254, 255
_TAGS = (Tag.SecretKey, Tag.SecretSubkey)
_KEY_HEAD = 6


class Unopened(ValueError):
    """Not with this key, or not in a way that is known here."""


@dataclass
class Reader:
    """Reads a packet's body from its start."""

    data: bytes
    position: int = 0

    def take(self, length: int) -> bytes:
        found = self.data[self.position : self.position + length]
        if len(found) < length:
            raise Unopened
        self.position += length
        return found

    def octet(self) -> int:
        return self.take(1)[0]

    def number(self) -> bytes:
        """A multiprecision integer, as it stands."""
        return self.take((int.from_bytes(self.take(2), "big") + 7) // 8)

    def rest(self) -> bytes:
        return self.take(len(self.data) - self.position)


@dataclass(frozen=True)
class Secret:
    """A secret key of version 4: the numbers that everybody may know, and those that nobody may."""

    algorithm: int
    fingerprint: bytes
    public: Reader
    secret: Reader


def secret_packets(secret: bytes) -> Iterator[Packet]:
    """Those of a key that can open messages."""
    return (one for one in PacketPile.from_bytes(secret) if one.tag in _TAGS and one.body[5] in {*RSA, ECDH})


def opened_secret(packet: Packet, passphrase: str) -> Secret:
    """Raises Unopened, KeyError or ValueError for what is not known here, or another passphrase."""
    body = Reader(packet.body)
    version, _made, algorithm = body.octet(), body.take(4), body.octet()
    if version != 4:
        raise Unopened
    _skip_public(body, algorithm)
    public = body.data[_KEY_HEAD : body.position]
    return Secret(algorithm, bytes.fromhex(str(packet.fingerprint)), Reader(public), _secret_part(body, passphrase))


def _skip_public(body: Reader, algorithm: int) -> None:
    if algorithm in RSA:
        body.number()
        body.number()
    else:
        body.take(body.octet())
        body.number()
        body.take(body.octet())


def _secret_part(body: Reader, passphrase: str) -> Reader:
    """The secret numbers, decrypted if they are kept so (RFC 9580, 3.7.2 and 5.5.3)."""
    usage = body.octet()
    if usage == _PLAIN:
        return Reader(body.rest())
    if usage not in {_CHECKED, _SUMMED}:
        raise Unopened
    key_bytes = AES_BYTES[body.octet()]
    key = _from_passphrase(body, passphrase.encode(), key_bytes)
    start = body.take(BLOCK)
    plain = decrypted(key, start, body.rest())
    if usage == _CHECKED:
        plain, check = plain[:-SHA1_BYTES], plain[-SHA1_BYTES:]
        if not hmac.compare_digest(sha1(plain), check):
            raise Unopened
    return Reader(plain)


def _from_passphrase(body: Reader, passphrase: bytes, length: int) -> bytes:
    """Simple, salted, or salted and iterated."""
    kind, name = body.octet(), HASHES[body.octet()]
    if kind not in {0, 1, 3}:
        raise Unopened
    said = (body.take(8) if kind else b"") + passphrase
    coded = body.octet() if kind == 3 else None
    count = len(said) if coded is None else max(len(said), (16 + (coded & 15)) << ((coded >> 4) + 6))
    times, rest = divmod(count, len(said) or 1)
    made = b""
    for zeros in range(length):
        digest = hashlib.new(name, bytes(zeros), usedforsecurity=False)
        digest.update(said * times + said[:rest])
        made += digest.digest()
        if len(made) >= length:
            break
    return made[:length]


def decrypted(key: bytes, start: bytes, data: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), CFB(start)).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def sha1(data: bytes) -> bytes:
    """What the format says for a check sum."""
    return hashlib.sha1(data, usedforsecurity=False).digest()


def whole(number: bytes) -> int:
    return int.from_bytes(number, "big")
