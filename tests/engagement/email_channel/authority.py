"""A tiny authoritative name server, and certificates of an authority of our own."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Records = Mapping[tuple[str, str], list[str]]


@contextmanager
def name_server(records: Records) -> Iterator[tuple[str, int]]:
    """Answers by UDP what it is given by name and kind, that there is nothing otherwise; where it listens."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(server, records), daemon=True).start()
    try:
        yield server.getsockname()
    finally:
        server.close()


def _serve(server: socket.socket, records: Records) -> None:
    while True:
        try:
            data, peer = server.recvfrom(4096)
        except OSError:
            return
        server.sendto(_answer(data, records), peer)


def _answer(data: bytes, records: Records) -> bytes:
    query = dns.message.from_wire(data)
    response = dns.message.make_response(query)
    response.flags |= dns.flags.AA
    [question] = query.question
    name, kind = question.name.to_text().rstrip("."), dns.rdatatype.to_text(question.rdtype)
    if found := records.get((name, kind)):
        response.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, found))
    elif not any(known == name for known, _kind in records):
        response.set_rcode(dns.rcode.NXDOMAIN)
    return response.to_wire()


class Authority:
    """Signs certificates for 127.0.0.1 or for other names, valid or expired."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = _named("Test authority")
        certificate = self._signed(self._name, self._key.public_key(), days=30, is_authority=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def context(self, *, host: str = "127.0.0.1", days: int = 30) -> ssl.SSLContext:
        """For a server whose certificate ends in so many days; negative ones are past."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed(_named(host), key.public_key(), days=days, host=host)
        file = self.folder / f"{host}{days}.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        *,
        days: int,
        host: str = "",
        is_authority: bool = False,
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=60))
            .not_valid_after(now + dt.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(_usage(signs_others=is_authority), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        if host:
            builder = builder.add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
        return builder.sign(self._key, hashes.SHA256())


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    names = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    others = dict.fromkeys((*names, "crl_sign", "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(digital_signature=True, key_cert_sign=signs_others, **others)


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


@contextmanager
def encrypted_server(context: ssl.SSLContext, greeting: bytes = b"* OK ready\r\n") -> Iterator[int]:
    """Makes an encrypted line with whoever comes, and greets."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_greet_all, args=(server, context, greeting), daemon=True).start()
        yield server.getsockname()[1]


def _greet_all(server: socket.socket, context: ssl.SSLContext, greeting: bytes) -> None:
    while True:
        try:
            line, _peer = server.accept()
        except OSError:
            return
        try:
            with line, context.wrap_socket(line, server_side=True) as encrypted:
                encrypted.sendall(greeting)
        except OSError:
            continue
