"""OpenPGP: opening messages, and what the signatures on them are worth."""

from collections.abc import Sequence
from dataclasses import replace

import pysequoia
from pysequoia.packet import Packet, PacketPile, Tag

from .entity import Shape, Wrapped
from .model import Key, Opened, Protection, Scheme, Verdict
from .pgp_envelopes import signed_message
from .pgp_secrets import Unopened

_NO_KEY = "It is encrypted, and no mailbox here has the key for it."
_NO_SIGNER = "The key of its signer is not known here."
_UNCHECKED = "Its signature, if it has one, cannot be checked here."
_CHANGED = "The content was changed after it was signed."
_PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"


def opened(wrapped: Wrapped, keys: Sequence[Key], sender: str) -> Opened:
    """What is inside, and how it was protected."""
    if wrapped.shape is Shape.PGP_SIGNED:
        return Opened(_checked(wrapped.content, wrapped.seal, keys, sender), wrapped.content)
    prefix = _PLAIN if wrapped.shape is Shape.PGP_INLINE else b""
    if wrapped.content.startswith(b"-----BEGIN PGP SIGNED MESSAGE-----"):
        return _clear_signed(wrapped.content, keys, sender)
    if wrapped.shape is Shape.PGP_INLINE and not wrapped.content.startswith(b"-----BEGIN PGP MESSAGE-----"):
        return Opened(Protection(Scheme.PGP))
    return _decrypted(wrapped.content, keys, sender, prefix)


def _decrypted(message: bytes, keys: Sequence[Key], sender: str, prefix: bytes) -> Opened:
    for key in keys:
        plain = _plain(message, key) if key.secret else None
        if plain is not None:
            return Opened(_within(message, key, plain, keys, sender), prefix + plain)
    return Opened(Protection(Scheme.PGP, is_encrypted=True, is_readable=False, problem=_NO_KEY))


def _plain(message: bytes, key: Key) -> bytes | None:
    """What the key opens; None if it is another's."""
    try:
        return pysequoia.decrypt(message, decryptor=_decryptor(key)).bytes or b""
    except RuntimeError:  # the library's only exception: another key, or words compressed by bzip2
        return _plain_of_packets(message, key)


def _plain_of_packets(message: bytes, key: Key) -> bytes | None:
    try:
        packets = PacketPile.from_bytes(signed_message(message, key.secret.encode(), key.passphrase))
    except (Unopened, RuntimeError):
        return None
    return next((packet.literal_data for packet in packets if packet.tag == Tag.Literal), None)


def _within(message: bytes, key: Key, plain: bytes, keys: Sequence[Key], sender: str) -> Protection:
    """What the signature on an encrypted message is worth, if it has one."""
    certificates = _certificates(keys)
    try:
        verified = pysequoia.decrypt(message, decryptor=_decryptor(key), store=lambda _ids: certificates)
    except RuntimeError:  # a signature that does not hold, by an unknown key, or on words that were compressed
        return replace(_of_message(message, key, plain, keys, sender), is_encrypted=True)
    return _of_signatures(verified, certificates, sender, is_encrypted=True)


def _of_message(message: bytes, key: Key, plain: bytes, keys: Sequence[Key], sender: str) -> Protection:
    try:
        packets = signed_message(message, key.secret.encode(), key.passphrase)
    except Unopened:
        return Protection(Scheme.PGP, problem=_UNCHECKED)
    issuer = _issuer_of(list(PacketPile.from_bytes(packets)))
    if not issuer:
        return Protection(Scheme.PGP)
    if not _holds(keys, issuer):
        return Protection(Scheme.PGP, verdict=Verdict.UNCHECKED, fingerprint=issuer, problem=_NO_SIGNER)
    certificates = _certificates(keys)
    try:
        verified = pysequoia.verify(packets, store=lambda _ids: certificates)
    except RuntimeError:
        return Protection(Scheme.PGP, verdict=Verdict.BROKEN, fingerprint=issuer, problem=_CHANGED)
    if verified.bytes != plain:
        return Protection(Scheme.PGP, verdict=Verdict.BROKEN, fingerprint=issuer, problem=_CHANGED)
    return _of_signatures(verified, certificates, sender, is_encrypted=True)


def _issuer_of(packets: Sequence[Packet]) -> str:
    """Who made the signature: the whole fingerprint if it says so."""
    named = [packet.issuer_fingerprint for packet in packets]
    in_short = [packet.issuer_key_id or packet.ops_issuer for packet in packets]
    return next((one for one in named + in_short if one), "")


def _decryptor(key: Key) -> pysequoia.PyDecryptor:
    return pysequoia.Tsk.from_bytes(key.secret.encode()).decryptor(key.passphrase or None)


def _checked(content: bytes, seal: bytes, keys: Sequence[Key], sender: str) -> Protection:
    certificates = _certificates(keys)
    signature = pysequoia.Sig.from_bytes(seal)
    issuer = signature.issuer_fingerprint or signature.issuer_key_id or ""
    if not _holds(keys, issuer):
        return Protection(Scheme.PGP, verdict=Verdict.UNCHECKED, fingerprint=issuer, problem=_NO_SIGNER)
    try:
        verified = pysequoia.verify(content, store=lambda _ids: certificates, signature=signature)
    except RuntimeError:
        return Protection(Scheme.PGP, verdict=Verdict.BROKEN, fingerprint=issuer, problem=_CHANGED)
    return _of_signatures(verified, certificates, sender, is_encrypted=False)


def _clear_signed(message: bytes, keys: Sequence[Key], sender: str) -> Opened:
    certificates = _certificates(keys)
    text = _text_of_clear_signed(message)
    try:
        verified = pysequoia.verify(message, store=lambda _ids: certificates)
    except RuntimeError:
        return Opened(Protection(Scheme.PGP, verdict=Verdict.UNCHECKED, problem=_NO_SIGNER), _PLAIN + text)
    return Opened(_of_signatures(verified, certificates, sender, is_encrypted=False), _PLAIN + (verified.bytes or text))


def _text_of_clear_signed(message: bytes) -> bytes:
    """The words between the headers and the signature, dashes unescaped."""
    lines = message.replace(b"\r\n", b"\n").split(b"\n")
    start = lines.index(b"") + 1 if b"" in lines else len(lines)
    end = next((at for at, line in enumerate(lines) if line.startswith(b"-----BEGIN PGP SIGNATURE")), len(lines))
    return b"\r\n".join(line.removeprefix(b"- ") for line in lines[start:end])


def _of_signatures(
    verified: pysequoia.Decrypted, certificates: list[pysequoia.Cert], sender: str, *, is_encrypted: bool
) -> Protection:
    if not verified.valid_sigs:
        return Protection(Scheme.PGP, is_encrypted=is_encrypted)
    fingerprint = str(verified.valid_sigs[0].certificate)
    names = next((_names(one) for one in certificates if one.fingerprint == fingerprint), ())
    is_sender = any(f"<{sender.lower()}>" in name.lower() or sender.lower() == name.lower() for name in names)
    return Protection(
        Scheme.PGP,
        is_encrypted=is_encrypted,
        verdict=Verdict.VALID if is_sender else Verdict.OTHER,
        signer=", ".join(names)[:500],
        fingerprint=fingerprint,
    )


def _certificates(keys: Sequence[Key]) -> list[pysequoia.Cert]:
    return [pysequoia.Cert.from_bytes(key.public.encode()) for key in keys]


def _holds(keys: Sequence[Key], issuer: str) -> bool:
    """Whether one of them may have made it: by the fingerprint or identifier of a key or of one below it."""
    packets = [packet for key in keys for packet in PacketPile.from_bytes(_bytes_of(key))]
    return bool(issuer) and any(issuer in (packet.fingerprint, packet.key_id) for packet in packets)


def _bytes_of(key: Key) -> bytes:
    return bytes(pysequoia.Cert.from_bytes(key.public.encode()))


def _names(certificate: pysequoia.Cert) -> tuple[str, ...]:
    return tuple(str(name) for name in certificate.user_ids)
