"""S/MIME and OpenPGP: opened, checked and signed, and read by other people's programs."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseway.engagement.channels.email.rules import parse
from caseway.engagement.channels.email.rules.protection import Key, UnusableKey, may_be_protected, rewrapped
from caseway.engagement.channels.email.rules.protection.loading import facts_of, read_key
from caseway.engagement.channels.email.rules.protection.model import Opened
from caseway.engagement.channels.email.rules.protection.opening import open_mail
from caseway.engagement.channels.email.rules.protection.signing import sign_mail

from . import keyring
from .keyring import MARIA, SUPPORT, WORD, authority, person, pgp_key, pgp_trusted, plain

MAKERS = [
    lambda: (person(MARIA).key, authority().trusted),
    lambda: (pgp_key(MARIA), pgp_trusted(MARIA)),
]
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


@needs_openssl
def test_an_envelope_of_another_make_is_told_apart_from_one_for_another_key(tmp_path: Path) -> None:
    (tmp_path / "to.pem").write_bytes(person(SUPPORT).pem)
    (tmp_path / "body").write_bytes(ENTITY)
    run("openssl", "cms", "-encrypt", "-des3", "-in", "body", "-out", "mail", "-subject", "s", "to.pem", at=tmp_path)
    protection = opened((tmp_path / "mail").read_bytes(), person(SUPPORT).key).protection
    assert (protection.is_readable, protection.problem[:35]) == (False, "It is protected in a way that canno")


@needs_gpg
def test_gpg_and_we_read_each_other(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "ours.asc").write_text(keyring.pgp_public(SUPPORT))
    gpg = ("gpg", "--batch", "--quiet", "--trust-model", "always", "--pinentry-mode", "loopback", "--passphrase", "")
    run(*gpg, "--import", "ours.asc", at=tmp_path)
    run(*gpg, "--quick-gen-key", f"Maria <{MARIA}>", "rsa2048", "sign,cert", "1y", at=tmp_path)
    trusted = read_key(run(*gpg, "--armor", "--export", MARIA, at=tmp_path).encode(), "")
    _gpg_verifies_ours(gpg, tmp_path)
    (tmp_path / "body").write_bytes(ENTITY)
    run(
        *gpg,
        "-u",
        MARIA,
        "--armor",
        "--sign",
        "--encrypt",
        "-r",
        SUPPORT,
        "-z",
        "0",
        "-o",
        "out.asc",
        "body",
        at=tmp_path,
    )
    raw = keyring.pgp_wrapped((tmp_path / "out.asc").read_text())
    found = opened(raw, pgp_key(SUPPORT), trusted)
    assert (found.protection.verdict, words(raw, found)) == ("valid", "It drips.")
    run(*gpg, "-u", MARIA, "--armor", "--sign", "--encrypt", "-r", SUPPORT, "-o", "small.asc", "body", at=tmp_path)
    compressed = keyring.pgp_wrapped((tmp_path / "small.asc").read_text())
    assert words(compressed, opened(compressed, pgp_key(SUPPORT), trusted)) == "It drips."
    run("gpgconf", "--kill", "all", at=tmp_path)


def _gpg_verifies_ours(gpg: tuple[str, ...], at: Path) -> None:
    signed = sign_mail(plain(), pgp_key(SUPPORT))
    boundary = b"--" + signed.split(b'boundary="')[1].split(b'"')[0]
    _before, entity, seal, _after = signed.split(boundary)
    (at / "entity").write_bytes(entity[2:-2])
    (at / "seal").write_bytes(seal.split(b"\r\n\r\n", 1)[1])
    assert "Good signature" in run(*gpg, "--verify", "seal", "entity", at=at)
    assert replace(pgp_key(SUPPORT), secret="") == pgp_trusted(SUPPORT)
