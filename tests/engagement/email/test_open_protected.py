"""S/MIME and OpenPGP: opened, checked and signed, and read by other people's programs."""

import base64
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pysequoia
import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from caseway.engagement.channels.email.rules import parse
from caseway.engagement.channels.email.rules.protection import Key, UnusableKey, may_be_protected, rewrapped
from caseway.engagement.channels.email.rules.protection.loading import facts_of, read_key
from caseway.engagement.channels.email.rules.protection.model import Opened
from caseway.engagement.channels.email.rules.protection.opening import open_mail
from caseway.engagement.channels.email.rules.protection.signing import sign_mail

from . import keyring
from .keyring import (
    MARIA,
    SUPPORT,
    WORD,
    Person,
    authority,
    edwards_person,
    person,
    pgp_key,
    pgp_trusted,
    plain,
)

MAKERS = [
    lambda: (person(MARIA).key, authority().trusted),
    lambda: (person(MARIA, curve=ec.SECP256R1).key, authority().trusted),
    lambda: (pgp_key(MARIA), pgp_trusted(MARIA)),
]
Options = tuple[str, ...]
ENTITY = b"Content-Type: text/plain; charset=utf-8\r\n\r\nIt drips.\r\n"


def opened(raw: bytes, *keys: Key, sender: str = MARIA) -> Opened:
    found = open_mail(raw, keys, sender, datetime.now(UTC))
    assert found is not None
    return found


def words(raw: bytes, found: Opened) -> str:
    return parse(rewrapped(raw, found.entity)).text


@pytest.mark.parametrize("make", MAKERS)
def test_a_signature_is_valid_unknown_or_broken(make) -> None:
    key, trusted = make()
    signed = sign_mail(plain(), key)
    found = opened(signed, trusted)
    assert (found.protection.verdict, found.protection.is_encrypted) == ("valid", False)
    assert MARIA in found.protection.signer
    assert words(signed, found) == "It drips."
    assert opened(signed).protection.verdict in {"unknown", "unchecked"}
    assert opened(signed.replace(b"It drips", b"It burns"), trusted).protection.verdict == "broken"


@pytest.mark.parametrize("make", MAKERS)
def test_a_signature_of_somebody_else_is_told(make) -> None:
    key, trusted = make()
    signed = sign_mail(plain(sender="eve@evil.example"), key)
    assert opened(signed, trusted, sender="eve@evil.example").protection.verdict == "other"


def test_an_expired_certificate_is_not_vouched_for() -> None:
    signed = sign_mail(plain(), person(MARIA, days=1).key)
    assert opened(signed, authority().trusted).protection.verdict == "unknown"


def test_what_is_encrypted_with_smime_opens_with_our_key_only() -> None:
    raw = keyring.smime_encrypted(ENTITY, person(SUPPORT))
    found = opened(raw, person(MARIA).key, person(SUPPORT).key)
    assert (found.protection.is_encrypted, found.protection.is_readable) == (True, True)
    assert words(raw, found) == "It drips."
    closed = opened(raw, person(MARIA).key)
    assert (closed.protection.is_readable, closed.entity, "key" in closed.protection.problem) == (False, b"", True)


def test_what_is_signed_and_then_encrypted_opens_in_one_go() -> None:
    inside = sign_mail(plain(), person(MARIA).key)
    entity = inside[inside.index(b"Content-Type: multipart/signed") :]
    raw = keyring.smime_encrypted(entity, person(SUPPORT))
    found = opened(raw, person(SUPPORT).key, authority().trusted)
    assert (found.protection.is_encrypted, found.protection.verdict) == (True, "valid")
    assert words(raw, found) == "It drips."


def test_what_is_encrypted_with_openpgp_opens_with_its_signature() -> None:
    raw = keyring.pgp_encrypted(ENTITY, SUPPORT, signer=MARIA)
    found = opened(raw, pgp_key(SUPPORT), pgp_trusted(MARIA))
    assert (found.protection.is_encrypted, found.protection.verdict) == (True, "valid")
    assert words(raw, found) == "It drips."
    assert opened(raw, pgp_key(MARIA)).protection.is_readable is False
    unsigned = keyring.pgp_encrypted(ENTITY, SUPPORT)
    assert opened(unsigned, pgp_key(SUPPORT)).protection.verdict == ""


def test_ordinary_mail_has_no_protection() -> None:
    assert open_mail(plain(), [], MARIA, datetime.now(UTC)) is None
    assert not may_be_protected(plain())


@pytest.mark.parametrize(
    ("data", "passphrase", "is_ours"),
    [
        (lambda: person(MARIA).p12, WORD, True),
        (lambda: person(MARIA).pem + person(MARIA).secret_pem, "", True),
        (lambda: person(MARIA, curve=ec.SECP384R1).p12, WORD, True),
        (lambda: person(MARIA).pem, "", False),
        (lambda: keyring.pgp_secret(MARIA).encode(), "", True),
        (lambda: keyring.pgp_public(MARIA).encode(), "", False),
    ],
)
def test_keys_are_read_in_their_common_forms(data, passphrase, is_ours) -> None:
    key = read_key(data(), passphrase)
    facts = facts_of(key)
    assert (bool(key.secret), MARIA in facts.names[0], len(facts.fingerprint) >= 40) == (is_ours, True, True)


@pytest.mark.parametrize(
    ("data", "passphrase"),
    [
        (lambda: b"no key", ""),
        (lambda: person(MARIA).p12, "wrong"),
        (lambda: b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\njunk", ""),
        (lambda: b"-----BEGIN CERTIFICATE-----\njunk", ""),
        (lambda: person(SUPPORT).pem + person(MARIA).secret_pem, ""),
        (lambda: edwards_person(MARIA).pem + edwards_person(MARIA).secret_pem, ""),
        (lambda: b"x" * 2_000_000, ""),
    ],
)
def test_what_is_no_usable_key_is_refused_with_a_sentence(data, passphrase) -> None:
    with pytest.raises(UnusableKey, match=r"\w+ \w+"):
        read_key(data(), passphrase)


@cache
def maria_signed() -> bytes:
    return sign_mail(plain(), person(MARIA).key)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5_000), st.binary(max_size=4))
def test_a_signed_mail_damaged_anywhere_never_counts_as_signed_for_other_words(position, damage) -> None:
    signed = maria_signed()
    at = position % len(signed)
    broken = signed[:at] + damage + signed[at + len(damage) :]
    try:
        found = open_mail(broken, [authority().trusted], MARIA, datetime.now(UTC))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        # the process that opens mail may end: its mail is kept as it came
        return
    if found and found.protection.verdict == "valid":
        assert parse(rewrapped(broken, found.entity)).text == "It drips."


needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
needs_gpg = pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")


def run(*command: str | Path, at: Path) -> str:
    environment = {"GNUPGHOME": str(at), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@needs_openssl
def test_openssl_accepts_what_we_sign_and_opens_what_was_encrypted(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(authority().pem)
    (tmp_path / "signed.eml").write_bytes(sign_mail(plain(), person(SUPPORT).key))
    out = run("openssl", "cms", "-verify", "-in", "signed.eml", "-CAfile", "ca.pem", at=tmp_path)
    assert ("It drips." in out, "successful" in out) == (True, True)


@needs_openssl
@pytest.mark.parametrize("form", [["smime", "-sign"], ["cms", "-sign", "-nodetach", "-outform", "SMIME"]])
def test_what_openssl_signs_is_valid_here(tmp_path: Path, form: list[str]) -> None:
    (tmp_path / "key.pem").write_bytes(person(MARIA).pem + person(MARIA).secret_pem)
    (tmp_path / "body").write_bytes(ENTITY)
    run("openssl", *form, "-in", "body", "-signer", "key.pem", "-out", "mail", "-subject", "s", at=tmp_path)
    raw = (tmp_path / "mail").read_bytes()
    found = opened(raw, authority().trusted)
    assert (found.protection.verdict, words(raw, found)) == ("valid", "It drips.")


@needs_openssl
def test_what_openssl_encrypts_opens_here(tmp_path: Path) -> None:
    (tmp_path / "to.pem").write_bytes(person(SUPPORT).pem)
    (tmp_path / "body").write_bytes(ENTITY)
    run("openssl", "cms", "-encrypt", "-aes256", "-in", "body", "-out", "mail", "-subject", "s", "to.pem", at=tmp_path)
    raw = (tmp_path / "mail").read_bytes()
    assert words(raw, opened(raw, person(SUPPORT).key)) == "It drips."


CURVES = [ec.SECP256R1, ec.SECP384R1, ec.SECP521R1, ec.BrainpoolP256R1]
CIPHERS = ["-aes128", "-aes256", "-des3", "-aes-256-gcm"]


def enveloped(at: Path, to: Person, *options: str) -> bytes:
    """What OpenSSL makes of ENTITY for somebody."""
    (at / "to.pem").write_bytes(to.pem)
    (at / "body").write_bytes(ENTITY)
    command = ("openssl", "cms", "-encrypt", "-in", "body", "-out", "mail", "-subject", "s", "-recip", "to.pem")
    run(*command, *options, at=at)
    return (at / "mail").read_bytes()


@needs_openssl
@pytest.mark.parametrize("cipher", CIPHERS)
@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: str(curve.name))
def test_envelopes_for_elliptic_curves_open_here(tmp_path: Path, curve: type[ec.EllipticCurve], cipher: str) -> None:
    to = person(SUPPORT, curve=curve)
    raw = enveloped(tmp_path, to, cipher)
    assert words(raw, opened(raw, to.key)) == "It drips."
    assert opened(raw, person(SUPPORT, curve=ec.SECP256K1).key).protection.problem.startswith("It is encrypted, and no")


@needs_openssl
@pytest.mark.parametrize("cipher", CIPHERS)
@pytest.mark.parametrize(
    "options",
    [
        (),
        ("-keyid",),
        ("-keyopt", "rsa_padding_mode:oaep"),
        ("-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"),
    ],
)
def test_envelopes_for_rsa_open_here(tmp_path: Path, options: tuple[str, ...], cipher: str) -> None:
    raw = enveloped(tmp_path, person(SUPPORT), cipher, *options)
    assert words(raw, opened(raw, person(SUPPORT).key)) == "It drips."


@needs_openssl
@pytest.mark.parametrize("digest", ["sha1", "sha224", "sha384", "sha512"])
def test_keys_agreed_upon_by_any_digest_open_here(tmp_path: Path, digest: str) -> None:
    to = person(SUPPORT, curve=ec.SECP256R1)
    raw = enveloped(tmp_path, to, "-aes256", "-keyopt", f"ecdh_kdf_md:{digest}")
    assert words(raw, opened(raw, to.key)) == "It drips."


@needs_openssl
def test_an_authenticated_envelope_that_was_changed_is_told(tmp_path: Path) -> None:
    raw = enveloped(tmp_path, person(SUPPORT), "-aes-256-gcm")
    head, _blank, body = raw.partition(b"\n\n")
    der = bytearray(base64.b64decode(body))
    der[-1] ^= 1
    found = opened(head + b"\n\n" + base64.encodebytes(der), person(SUPPORT).key)
    assert (found.entity, found.protection.is_readable) == (b"", False)
    assert found.protection.problem == "It is encrypted, and was damaged or changed on its way."


def test_an_envelope_of_another_make_is_told_apart_from_one_for_another_key() -> None:
    raw = keyring.smime_encrypted(ENTITY, person(SUPPORT))
    head, _blank, body = raw.partition(b"\r\n\r\n")
    aes_128, unknown = bytes.fromhex("608648016503040102"), bytes.fromhex("60864801650304017f")
    der = base64.b64decode(body).replace(aes_128, unknown)
    protection = opened(head + b"\r\n\r\n" + base64.encodebytes(der), person(SUPPORT).key).protection
    assert (protection.is_readable, protection.problem[:35]) == (False, "It is protected in a way that canno")


def test_what_was_compressed_is_read() -> None:
    inside = {"content_type": "data", "content": zlib.compress(ENTITY)}
    data = {"version": "v0", "compression_algorithm": {"algorithm": "zlib"}, "encap_content_info": inside}
    der = cms.ContentInfo({"content_type": "compressed_data", "content": cms.CompressedData(data)}).dump()
    head = b"From: x@y.z\r\nContent-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    raw = head + base64.encodebytes(der)
    found = opened(raw)
    assert (words(raw, found), found.protection.is_encrypted, found.protection.verdict) == ("It drips.", False, "")


@needs_openssl
@pytest.mark.parametrize(
    ("signer", "options"),
    [
        (lambda: person(MARIA, curve=ec.SECP256R1), ()),
        (lambda: person(MARIA, curve=ec.SECP521R1), ("-md", "sha512")),
        (lambda: person(MARIA, curve=ec.BrainpoolP256R1), ()),
        (lambda: person(MARIA), ("-keyopt", "rsa_padding_mode:pss")),
        (lambda: person(MARIA), ("-md", "sha512", "-keyopt", "rsa_padding_mode:pss")),
        (lambda: person(MARIA), ("-noattr",)),
        (lambda: person(MARIA), ("-keyid", "-md", "sha384")),
    ],
)
def test_each_kind_of_signature_is_checked(tmp_path: Path, signer: Callable[[], Person], options: Options) -> None:
    (tmp_path / "key.pem").write_bytes(signer().pem + signer().secret_pem)
    (tmp_path / "body").write_bytes(ENTITY)
    command = ("openssl", "cms", "-sign", "-in", "body", "-signer", "key.pem", "-out", "mail", "-subject", "s")
    run(*command, *options, at=tmp_path)
    raw = (tmp_path / "mail").read_bytes()
    assert opened(raw, authority().trusted).protection.verdict == "valid"
    assert opened(raw.replace(b"drips", b"burns"), authority().trusted).protection.verdict == "broken"


def test_a_signature_on_an_edwards_curve_is_checked() -> None:
    """RFC 8419; no OpenSSL before 3.2 makes one."""
    signer = edwards_person(MARIA)
    assert cms_signed(signer, ENTITY).protection.verdict == "valid"
    assert cms_signed(signer, ENTITY, said=b"It burns.").protection.verdict == "broken"


def cms_signed(signer: Person, entity: bytes, said: bytes | None = None) -> Opened:
    certificate = asn1_x509.Certificate.load(signer.certificate.public_bytes(Encoding.DER))
    named = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    info = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": named},
        "digest_algorithm": {"algorithm": "sha512"},
        "signature_algorithm": {"algorithm": "ed25519"},
        "signature": signer.secret.sign(entity),
    }
    data = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": "sha512"}],
        "encap_content_info": {"content_type": "data", "content": entity if said is None else said},
        "certificates": [certificate],
        "signer_infos": [info],
    }
    der = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump()
    head = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return opened(head + base64.encodebytes(der), authority().trusted)


@dataclass(frozen=True)
class Gnu:
    """GnuPG with a folder of its own, in which Maria signs."""

    at: Path

    def __call__(self, *arguments: str) -> str:
        ways = ("--batch", "--quiet", "--yes", "--trust-model", "always", "--pinentry-mode", "loopback")
        return run("gpg", *ways, "--passphrase", WORD, *arguments, at=self.at)

    def sent(self, to: str, *options: str) -> bytes:
        """What Maria signs and encrypts, as a mail."""
        self("-u", MARIA, "--armor", "--sign", "--encrypt", "-r", to, *options, "-o", "out.asc", "body")
        return keyring.pgp_wrapped((self.at / "out.asc").read_text())

    def exported(self, kind: str, of: str) -> Key:
        return read_key(self("--armor", kind, of).encode(), WORD)


@pytest.fixture
def gnu(tmp_path: Path) -> Iterator[Gnu]:
    tmp_path.chmod(0o700)
    (tmp_path / "body").write_bytes(ENTITY)
    found = Gnu(tmp_path)
    found("--quick-gen-key", f"Maria <{MARIA}>", "ed25519", "sign,cert", "1y")
    yield found
    run("gpgconf", "--kill", "all", at=tmp_path)


@needs_gpg
def test_gpg_and_we_read_each_other(gnu: Gnu) -> None:
    (gnu.at / "ours.asc").write_text(keyring.pgp_public(SUPPORT))
    gnu("--import", "ours.asc")
    trusted = gnu.exported("--export", MARIA)
    _gpg_verifies_ours(gnu)
    raw = gnu.sent(SUPPORT, "-z", "0")
    found = opened(raw, pgp_key(SUPPORT), trusted)
    assert (found.protection.verdict, words(raw, found)) == ("valid", "It drips.")


COMPRESSIONS = ["zip", "zlib", "bzip2", "uncompressed"]


@needs_gpg
@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_signature_within_what_was_compressed_and_encrypted_is_checked(gnu: Gnu, compression: str) -> None:
    (gnu.at / "ours.asc").write_text(keyring.pgp_public(SUPPORT))
    gnu("--import", "ours.asc")
    trusted = gnu.exported("--export", MARIA)
    raw = gnu.sent(SUPPORT, "--compress-algo", compression)
    found = opened(raw, pgp_key(SUPPORT), trusted)
    assert (found.protection.verdict, MARIA in found.protection.signer) == ("valid", True)
    assert (found.protection.is_encrypted, words(raw, found)) == (True, "It drips.")
    assert opened(raw, pgp_key(SUPPORT), trusted, sender="eve@evil.example").protection.verdict == "other"
    stranger = opened(raw, pgp_key(SUPPORT)).protection
    assert (stranger.verdict, stranger.fingerprint) == ("unchecked", facts_of(trusted).fingerprint)


@needs_gpg
@pytest.mark.parametrize("kind", ["rsa2048", "cv25519", "nistp384"])
def test_it_is_checked_with_each_kind_of_key_that_gpg_makes(gnu: Gnu, kind: str) -> None:
    """With a passphrase, as gpg keeps it."""
    main = "rsa2048" if kind == "rsa2048" else "ed25519"
    gnu("--quick-gen-key", f"Support <{SUPPORT}>", main, "sign,cert", "1y")
    listed = gnu("--with-colons", "--fingerprint", SUPPORT).splitlines()
    fingerprint = next(line.split(":")[9] for line in listed if line.startswith("fpr"))
    gnu("--quick-add-key", fingerprint, kind, "encr", "1y")
    raw = gnu.sent(SUPPORT, "--hidden-recipient", SUPPORT) if kind == "cv25519" else gnu.sent(SUPPORT)
    found = opened(raw, gnu.exported("--export-secret-keys", SUPPORT), gnu.exported("--export", MARIA))
    assert (found.protection.verdict, words(raw, found)) == ("valid", "It drips.")


@needs_gpg
def test_encrypted_words_that_were_only_compressed_carry_no_signature(gnu: Gnu) -> None:
    (gnu.at / "ours.asc").write_text(keyring.pgp_public(SUPPORT))
    gnu("--import", "ours.asc")
    gnu("--armor", "--encrypt", "-r", SUPPORT, "-o", "out.asc", "body")
    raw = keyring.pgp_wrapped((gnu.at / "out.asc").read_text())
    found = opened(raw, pgp_key(SUPPORT), pgp_trusted(MARIA))
    assert (found.protection.verdict, words(raw, found)) == ("", "It drips.")


def test_an_encrypted_message_whose_signature_does_not_hold_is_told() -> None:
    """Words that were exchanged below a signature, by whoever encrypted them."""
    signer = pysequoia.Tsk.from_bytes(keyring.pgp_secret(MARIA).encode()).signer()
    packets = pysequoia.sign(signer, ENTITY, armor=False)
    ours = pysequoia.Tsk.generate(f"<{SUPPORT}>", cipher_suite=pysequoia.CipherSuite.RSA2k)
    key = read_key(str(ours).encode(), "")
    for said, verdict in [(packets, "valid"), (packets.replace(b"drips", b"burns"), "broken")]:
        raw = keyring.pgp_wrapped(pysequoia.armor(keyring.pgp_sealed(said, ours), pysequoia.ArmorKind.Message))
        found = opened(raw, key, pgp_trusted(MARIA)).protection
        assert (found.is_encrypted, found.is_readable, found.verdict) == (True, True, verdict)
    assert opened(raw, key).protection.verdict == "unchecked"


def _gpg_verifies_ours(gnu: Gnu) -> None:
    signed = sign_mail(plain(), pgp_key(SUPPORT))
    boundary = b"--" + signed.split(b'boundary="')[1].split(b'"')[0]
    _before, entity, seal, _after = signed.split(boundary)
    (gnu.at / "entity").write_bytes(entity[2:-2])
    (gnu.at / "seal").write_bytes(seal.split(b"\r\n\r\n", 1)[1])
    assert "Good signature" in gnu("--verify", "seal", "entity")
    assert replace(pgp_key(SUPPORT), secret="") == pgp_trusted(SUPPORT)
