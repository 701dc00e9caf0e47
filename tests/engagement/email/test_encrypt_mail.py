"""What leaves encrypted: opened by OpenSSL, by GnuPG and by us, and by nobody else."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pysequoia
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from caseway.engagement.channels.email.rules import parse
from caseway.engagement.channels.email.rules.protection import Key, Scheme, rewrapped
from caseway.engagement.channels.email.rules.protection.encrypting import encrypt_mail, is_for
from caseway.engagement.channels.email.rules.protection.loading import read_key
from caseway.engagement.channels.email.rules.protection.opening import open_mail
from caseway.engagement.channels.email.rules.protection.signing import sign_mail

from . import keyring
from .keyring import MARIA, SUPPORT, Person, authority, edwards_person, person, pgp_key, pgp_trusted, plain
from .test_open_protected import ENTITY, Gnu, gnu, needs_gpg, needs_openssl, run

__all__ = ["gnu"]
OTTO = "otto@lumenlabs.example"
NOW = datetime.now(UTC)


def maria_on(curve: type[ec.EllipticCurve] | None) -> Person:
    return person(MARIA, curve=curve)


@needs_openssl
@pytest.mark.parametrize("curve", [None, ec.SECP256R1, ec.SECP384R1, ec.SECP521R1, ec.BrainpoolP256R1])
def test_openssl_opens_what_we_encrypt(tmp_path: Path, curve: type[ec.EllipticCurve] | None) -> None:
    """To a certificate with RSA beside one on a curve: both can open it."""
    sealed = encrypt_mail(plain(), [maria_on(curve).trusted, person(OTTO).trusted])
    assert (b"It drips" in sealed, b"Subject: Brewer leaks" in sealed) == (False, True)
    (tmp_path / "mail").write_bytes(sealed)
    for who in (maria_on(curve), person(OTTO)):
        (tmp_path / "key.pem").write_bytes(who.pem + who.secret_pem)
        out = run("openssl", "cms", "-decrypt", "-in", "mail", "-recip", "key.pem", at=tmp_path)
        assert "It drips." in out
    (tmp_path / "key.pem").write_bytes(person(SUPPORT).pem + person(SUPPORT).secret_pem)
    command = ("openssl", "cms", "-decrypt", "-in", "mail", "-recip", "key.pem")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize(
    ("signs", "to", "trusted"),
    [
        (lambda: person(SUPPORT).key, lambda: person(MARIA), lambda: authority().trusted),
        (lambda: person(SUPPORT).key, lambda: maria_on(ec.SECP256R1), lambda: authority().trusted),
        (lambda: pgp_key(SUPPORT), lambda: pgp_key(MARIA), lambda: pgp_trusted(SUPPORT)),
        (lambda: pgp_key(SUPPORT), lambda: person(MARIA), lambda: pgp_trusted(SUPPORT)),
    ],
)
def test_what_is_signed_and_encrypted_opens_with_its_signature(
    signs: Callable[[], Key], to: Callable[[], Person | Key], trusted: Callable[[], Key]
) -> None:
    who = to()
    key = who.key if isinstance(who, Person) else who
    sealed = encrypt_mail(sign_mail(plain(sender=SUPPORT), signs()), [key])
    found = open_mail(sealed, [key, trusted()], SUPPORT, NOW)
    assert found
    assert (found.protection.is_encrypted, found.protection.verdict) == (True, "valid")
    assert parse(rewrapped(sealed, found.entity)).text == "It drips."


@needs_gpg
def test_gpg_opens_what_we_encrypt(gnu: Gnu) -> None:
    gnu("--quick-add-key", _fingerprint(gnu), "cv25519", "encr", "1y")
    sealed = encrypt_mail(plain(), [gnu.exported("--export", MARIA), pgp_trusted(SUPPORT)])
    (gnu.at / "sealed.asc").write_bytes(sealed[sealed.index(b"-----BEGIN PGP MESSAGE") :].split(b"--=_encrypted")[0])
    assert "It drips." in gnu("--decrypt", "sealed.asc")


def _fingerprint(gnu: Gnu) -> str:
    listed = gnu("--with-colons", "--fingerprint", MARIA).splitlines()
    return next(line.split(":")[9] for line in listed if line.startswith("fpr"))


@pytest.mark.parametrize("make", [lambda: person(MARIA).trusted, lambda: pgp_trusted(MARIA)])
def test_a_key_is_for_the_address_that_it_names_while_it_is_good(make: Callable[[], Key]) -> None:
    key = make()
    assert is_for(key, "Maria@LumenLabs.example", NOW)
    assert not is_for(key, OTTO, NOW)
    assert not is_for(key, f"x{MARIA}", NOW)


def test_a_key_is_for_nobody_after_its_end() -> None:
    passing = pysequoia.Tsk.generate(f"Maria <{MARIA}>", validity_seconds=86_400).extract_certificate()
    for key in (person(MARIA).trusted, Key(Scheme.PGP, str(passing))):
        assert is_for(key, MARIA, NOW)
        assert not is_for(key, MARIA, NOW + timedelta(days=400))


def test_keys_that_only_sign_are_for_nobody() -> None:
    assert not is_for(authority().trusted, MARIA, NOW)
    assert not is_for(edwards_person(MARIA).trusted, MARIA, NOW)
    assert not is_for(person(MARIA, may_encrypt=False).trusted, MARIA, NOW)
    assert not is_for(read_key(keyring.pgp_signing_only(MARIA), ""), MARIA, NOW)


def test_a_revoked_openpgp_key_is_for_nobody() -> None:
    secret = pysequoia.Tsk.from_bytes(keyring.pgp_secret(MARIA).encode())
    certificate = secret.extract_certificate()
    revoked = pysequoia.Cert.from_bytes(bytes(certificate) + bytes(certificate.revoke(secret.certifier())))
    assert not is_for(Key(Scheme.PGP, str(revoked)), MARIA, NOW)


def test_nothing_of_the_entity_is_lost_on_the_way() -> None:
    long = b"Content-Type: text/plain\r\n\r\n" + b"x" * 1_000_003 + b"\r\n"
    sealed = encrypt_mail(b"From: a@b.example\r\n" + long, [person(MARIA).trusted])
    found = open_mail(sealed, [person(MARIA).key], SUPPORT, NOW)
    assert found
    assert found.entity == long
    assert ENTITY not in sealed
