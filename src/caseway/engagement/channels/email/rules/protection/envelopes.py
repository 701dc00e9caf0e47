"""Envelopes of S/MIME (RFC 5652, RFC 5083): who can open them, and what is inside."""

import hashlib
import hmac
from collections.abc import Callable

from asn1crypto import cms, core
from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from .certificates import is_named

Secret = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_HASHES: dict[str, hashes.HashAlgorithm] = {
    name: getattr(hashes, name.upper())() for name in ("sha1", "sha224", "sha256", "sha384", "sha512")
}
_STANDARD, _COFACTOR, _X963_SHA1 = "1.3.132.1.11.", "1.3.132.1.14.", "1.3.133.16.840.63.0."
# Ways to agree on a key (RFC 5753). The cofactor of all curves that are used is one: both kinds come to the same.
_AGREEMENTS: dict[str, hashes.HashAlgorithm] = {
    **{f"{_X963_SHA1}{number}": _HASHES["sha1"] for number in (2, 3)},
    **{
        f"{prefix}{number}": _HASHES[name]
        for prefix in (_STANDARD, _COFACTOR)
        for number, name in enumerate(("sha224", "sha256", "sha384", "sha512"))
    },
}
_WRAPS = {"aes128_wrap": 16, "aes192_wrap": 24, "aes256_wrap": 32}
_TRIPLE_DES_WRAP = "1.2.840.113549.1.9.16.3.6"
_TRIPLE_DES_BYTES, _TRIPLE_DES_WRAPPED = 24, 40
_TRIPLE_DES_IV = bytes.fromhex("4adda22c79e82105")
_SHORTEST_TAG = 12
_MOST_RECIPIENTS = 1_000
_SET_TAG = b"\x31"


class UnknownWay(ValueError):
    """The envelope is closed in a way that is not known here."""


class Spoiled(ValueError):
    """The key is the right one, and what it should open was damaged or changed."""


class Envelope:
    """One envelope, not yet opened."""

    def __init__(self, der: bytes) -> None:
        found = cms.ContentInfo.load(der)
        self._data = found["content"]
        self._is_authenticated = found["content_type"].native == "authenticated_enveloped_data"

    def opened_by(self, secret: Secret, certificate: x509.Certificate) -> bytes | None:
        """What is inside; None if it is not for this key. Raises UnknownWay or Spoiled."""
        for recipient in list(self._data["recipient_infos"])[:_MOST_RECIPIENTS]:
            try:
                key = _content_key(recipient, secret, certificate)
                if key is not None:
                    return self._content(key)
            except UnknownWay:
                raise
            except (ValueError, TypeError, InvalidTag, InvalidUnwrap) as error:
                raise Spoiled from error
        return None

    def _content(self, key: bytes) -> bytes:
        name = "auth_encrypted_content_info" if self._is_authenticated else "encrypted_content_info"
        inside = self._data[name]
        algorithm, content = inside["content_encryption_algorithm"], inside["encrypted_content"].native or b""
        way = algorithm["algorithm"].native
        if self._is_authenticated:
            return self._authenticated(way, key, algorithm["parameters"], content)
        if way == "tripledes_3key":
            return _unchained(TripleDES(key), algorithm["parameters"].native, content)
        if way in {"aes128_cbc", "aes192_cbc", "aes256_cbc"}:
            return _unchained(algorithms.AES(key), algorithm["parameters"].native, content)
        raise UnknownWay(way)

    def _authenticated(self, way: str, key: bytes, parameters: core.Asn1Value, content: bytes) -> bytes:
        tag, attributes = self._data["mac"].native, self._data["auth_attrs"]
        beside = _SET_TAG + attributes.dump()[1:] if len(attributes) else b""
        if not way.endswith("_gcm"):
            raise UnknownWay(way)
        nonce = core.SequenceOf.load(parameters.dump(), spec=core.Any)[0].parse(core.OctetString).native
        if len(tag) < _SHORTEST_TAG:
            raise Spoiled
        return AESGCM(key).decrypt(nonce, content + tag, beside or None)


def _content_key(recipient: cms.RecipientInfo, secret: Secret, certificate: x509.Certificate) -> bytes | None:
    """The key of the content; None if this recipient is somebody else."""
    info = recipient.chosen
    if recipient.name == "ktri" and isinstance(secret, rsa.RSAPrivateKey):
        if not is_named(info["rid"], certificate):
            return None
        return secret.decrypt(info["encrypted_key"].native, _padding_of(info["key_encryption_algorithm"]))
    if recipient.name == "kari" and isinstance(secret, ec.EllipticCurvePrivateKey):
        for one in list(info["recipient_encrypted_keys"])[:_MOST_RECIPIENTS]:
            if is_named(one["rid"], certificate):
                return _unwrapped(info, one["encrypted_key"].native, secret)
    return None


def _padding_of(algorithm: cms.KeyEncryptionAlgorithm) -> rsa_padding.AsymmetricPadding:
    way = algorithm["algorithm"].native
    if way == "rsaes_pkcs1v15":
        return rsa_padding.PKCS1v15()
    if way != "rsaes_oaep":
        raise UnknownWay(way)
    parameters = algorithm["parameters"]
    digest = _hash_named(parameters["hash_algorithm"]["algorithm"].native)
    mask = _hash_named(parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native)
    label = parameters["p_source_algorithm"]["parameters"].native
    return rsa_padding.OAEP(mgf=rsa_padding.MGF1(mask), algorithm=digest, label=label or None)


def _hash_named(name: str) -> hashes.HashAlgorithm:
    if name not in _HASHES:
        raise UnknownWay(name)
    return _HASHES[name]


def _unwrapped(info: cms.KeyAgreeRecipientInfo, wrapped: bytes, secret: ec.EllipticCurvePrivateKey) -> bytes:
    """The content's key, wrapped in a key that was agreed upon with the sender's passing one."""
    algorithm = info["key_encryption_algorithm"]
    way, wrap = algorithm["algorithm"].dotted, algorithm["parameters"].parse(cms.KeyEncryptionAlgorithm)
    named = wrap["algorithm"].native
    if way not in _AGREEMENTS or info["originator"].name != "originator_key":
        raise UnknownWay(way)
    point = info["originator"].chosen["public_key"].native
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(secret.curve, point)
    agreed, beside = secret.exchange(ec.ECDH(), theirs), info["ukm"].native

    def derived(length: int) -> bytes:
        shared = shared_info(wrap.dump(), beside, length)
        return X963KDF(algorithm=_AGREEMENTS[way], length=length, sharedinfo=shared).derive(agreed)

    if named in _WRAPS:
        return aes_key_unwrap(derived(_WRAPS[named]), wrapped)
    if named == _TRIPLE_DES_WRAP:
        return _triple_des_unwrapped(derived, wrapped)
    raise UnknownWay(named)


def shared_info(wrap: bytes, beside: bytes | None, length: int) -> bytes:
    """What goes into the agreed key beside the secret (ECC-CMS-SharedInfo, RFC 5753, 7.2)."""
    bits = core.OctetString((length * 8).to_bytes(4, "big"), explicit=2).dump()
    given = core.OctetString(beside, explicit=0).dump() if beside else b""
    return bytes(core.Sequence(contents=wrap + given + bits).dump())


def _triple_des_unwrapped(derived: Callable[[int], bytes], wrapped: bytes) -> bytes:
    """RFC 3217, 3.2: encrypted twice, the second time backwards, with a check sum."""
    if len(wrapped) != _TRIPLE_DES_WRAPPED:
        raise Spoiled
    cipher = TripleDES(derived(_TRIPLE_DES_BYTES))
    once = _decrypted(cipher, _TRIPLE_DES_IV, wrapped)[::-1]
    found = _decrypted(cipher, once[:8], once[8:])
    key, check = found[:_TRIPLE_DES_BYTES], found[_TRIPLE_DES_BYTES:]
    if not hmac.compare_digest(hashlib.sha1(key, usedforsecurity=False).digest()[:8], check):
        raise Spoiled
    return key


def _unchained(cipher: algorithms.AES | TripleDES, start: bytes, content: bytes) -> bytes:
    unpadder = padding.PKCS7(cipher.block_size).unpadder()
    return unpadder.update(_decrypted(cipher, start, content)) + unpadder.finalize()


def _decrypted(cipher: algorithms.AES | TripleDES, start: bytes, content: bytes) -> bytes:
    decryptor = Cipher(cipher, modes.CBC(start)).decryptor()
    return decryptor.update(content) + decryptor.finalize()
