"""The SSRF guard: what may be called, that the judged address is the one called, and that every call ends."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from caseway.kernel.outbound import AnswerTooLargeError, ForbiddenUrl, GuardedTransport, Policy, check_url, client

HERE = Policy.of(["127.0.0.1"])
NOWHERE = Policy()


class Answers(BaseHTTPRequestHandler):
    """Answers by path; `hits` counts what reached the server."""

    hits: list[str]
    there = ""

    def do_GET(self) -> None:
        self.hits.append(self.path)
        if self.path == "/away":
            return self.answer(302, Location=self.there)
        if self.path == "/large":
            return self.answer(200, b"x" * 5_000)
        if self.path == "/packed":
            return self.answer(200, b"\x1f\x8b", **{"Content-Encoding": "gzip"})
        if self.path in ("/drip-head", "/drip-body"):
            return self.drip()
        return self.answer(200, self.headers["Host"].encode())

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        if self.path == "/drip-body":
            self.wfile.write(b"Content-Length: 1000\r\n\r\n")
        for _ in range(100):
            try:
                self.wfile.write(b"X: y\r\n")
            except OSError:
                return
            time.sleep(0.05)

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def serving(
    address: str = "127.0.0.1", trust: ssl.SSLContext | None = None, there: str = ""
) -> Iterator[tuple[str, list[str]]]:
    """A real server; yields its URL and the paths that reached it."""
    hits: list[str] = []
    server = ThreadingHTTPServer((address, 0), type("Handler", (Answers,), {"hits": hits, "there": there}))
    if trust:
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http{'s' if trust else ''}://{address}:{server.server_address[1]}", hits
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def calling(allowed: Policy = HERE, **options: object) -> httpx.Client:
    return httpx.Client(transport=GuardedTransport(allowed=allowed, **options), trust_env=False)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "100.100.100.200", "169.254.169.254", "172.31.255.255"),
        *("192.168.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "168.63.129.16", "localhost"),
        *("2130706433", "0x7f.1", "127.1"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::127.0.0.1]", "[fe80::1]", "[fc00::1]"),
        *(
            "[fd00:ec2::254]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::a9fe:a9fe]",
            "[2002:7f00:1::]",
            "[2001:0:7f00:1::]",
            "[ff02::1]",
        ),
    ],
)
def test_addresses_inside_are_refused_however_they_are_written(host):
    with pytest.raises(ForbiddenUrl, match=r"is in a private network. Ask whoever runs Caseway"):
        check_url(f"http://{host}/", allowed=NOWHERE)


@pytest.mark.parametrize("host", ["1.1.1.1", "[2606:4700:4700::1111]", "[64:ff9b::101:101]", "[::ffff:1.1.1.1]"])
def test_public_addresses_are_allowed(host):
    check_url(f"https://{host}/hook?x=1", allowed=NOWHERE)


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.com", "ftp://1.1.1.1/", "file:///etc/passwd", "gopher://1.1.1.1", "http://", "https:///x"),
        *(
            "javascript:alert(1)",
            "http://1.1.1.1:0/",
            "http://1.1.1.1:99999/",
            "http://[::1",
            "http://1.1.1.1/\n\rHost: x",
        ),
        f"https://1.1.1.1/{'x' * 2000}",
    ],
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(ForbiddenUrl, match=r"Write an address such as https://example.com/hook."):
        check_url(url, allowed=NOWHERE)


def test_a_password_in_the_address_is_refused():
    with pytest.raises(ForbiddenUrl, match="Leave name and password out"):
        check_url("https://me:secret@1.1.1.1/", allowed=NOWHERE)


def test_a_host_that_does_not_exist_is_said_to_be_unknown():
    with pytest.raises(ForbiddenUrl, match=r"The host nothing.invalid cannot be found"):
        check_url("https://nothing.invalid/", allowed=NOWHERE)
    with pytest.raises(ForbiddenUrl):
        check_url(f"https://{'a' * 70}.example/", allowed=NOWHERE)


def test_the_operator_can_allow_networks_and_hosts_of_the_house(settings):
    settings.OUTBOUND_ALLOW = ("127.0.0.0/8", "hooks.intern.example", "fc00::/7")
    check_url("http://127.0.0.5/")
    check_url("http://[fc00::7]/")
    with pytest.raises(ForbiddenUrl):
        check_url("http://10.0.0.1/")
    assert Policy.of(["Hooks.Intern.example"]).allows("hooks.intern.EXAMPLE.", "10.0.0.1")
    assert not Policy.of(["hooks.intern.example"]).allows("other.example", "10.0.0.1")
    with pytest.raises(ValueError):
        Policy.of(["10.0.0.0/99"])


def test_an_allowed_address_is_called_with_its_own_host_name():
    with serving() as (url, hits), calling(resolve=lambda *_: ["127.0.0.1"]) as http:
        answer = http.get(url.replace("127.0.0.1", "hooks.example") + "/hook")
    assert answer.status_code == 200
    assert answer.text.startswith("hooks.example:")
    assert hits == ["/hook"]


def test_a_forbidden_address_is_never_connected_to():
    with serving() as (url, hits), calling(NOWHERE) as http, pytest.raises(ForbiddenUrl):
        http.get(url)
    assert hits == []


def test_a_redirect_to_a_forbidden_address_is_refused():
    with serving("127.0.0.2") as (inside, inner), serving(there=f"{inside}/secret") as (url, _hits), calling() as http:
        assert http.get(f"{url}/away").status_code == 302
        with pytest.raises(ForbiddenUrl):
            http.get(f"{url}/away", follow_redirects=True)
    assert inner == []


def test_a_redirect_to_another_scheme_is_refused():
    with (
        serving(there="file:///etc/passwd") as (url, _hits),
        calling() as http,
        pytest.raises(ForbiddenUrl),
    ):
        http.get(f"{url}/away", follow_redirects=True)


def test_a_name_that_changes_its_mind_is_asked_once_a_request():
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    with serving() as (url, hits), calling(resolve=lambda *_: next(answers)) as http:
        name = url.replace("127.0.0.1", "rebinding.example")
        assert http.get(f"{name}/first").status_code == 200
        with pytest.raises(ForbiddenUrl):
            http.get(f"{name}/second")
    assert hits == ["/first"]


def test_one_forbidden_address_among_several_forbids_the_host():
    with (
        serving() as (url, hits),
        calling(resolve=lambda *_: ["127.0.0.1", "10.0.0.1"]) as http,
        pytest.raises(ForbiddenUrl),
    ):
        http.get(url)
    assert hits == []


def test_the_next_address_is_tried_when_one_does_not_answer():
    allowed = Policy.of(["127.0.0.0/8"])
    with serving() as (url, hits), calling(allowed, resolve=lambda *_: ["127.0.0.99", "127.0.0.1"]) as http:
        assert http.get(url).status_code == 200
    assert hits == ["/"]


def test_an_answer_that_is_too_large_is_cut_off():
    with serving() as (url, _hits), calling(most_bytes=4_999) as http, pytest.raises(AnswerTooLargeError):
        http.get(f"{url}/large")
    with serving() as (url, _hits), calling(most_bytes=5_000) as http:
        assert len(http.get(f"{url}/large").content) == 5_000


def test_a_packed_answer_is_refused():
    with serving() as (url, _hits), calling() as http, pytest.raises(httpx.DecodingError):
        http.get(f"{url}/packed")


@pytest.mark.parametrize("path", ["/drip-head", "/drip-body"])
def test_an_answer_that_drips_ends_with_the_requests_time(path):
    started = time.monotonic()
    with serving() as (url, _hits), calling(seconds=0.4) as http, pytest.raises(httpx.ReadTimeout):
        http.get(url + path)
    assert time.monotonic() - started < 2


def test_nobody_there_is_a_transport_error():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with calling() as http, pytest.raises(httpx.ConnectError):
            http.get(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    with calling(resolve=_unknown) as http, pytest.raises(httpx.ConnectError, match=r"nothing.example cannot be found"):
        http.get("http://nothing.example/")


def _unknown(host: str, port: int) -> list[str]:
    raise socket.gaierror(host, port)


def test_the_certificate_must_be_the_named_hosts(tmp_path):
    server, trust = certificate(tmp_path, "hooks.example")
    with serving(trust=server) as (url, hits), calling(resolve=lambda *_: ["127.0.0.1"], trust=trust) as http:
        assert http.get(url.replace("127.0.0.1", "hooks.example")).status_code == 200
        with pytest.raises(httpx.ConnectError, match="certificate"):
            http.get(url.replace("127.0.0.1", "other.example"))
    with serving(trust=server) as (url, hits), calling(resolve=lambda *_: ["127.0.0.1"]) as http:
        with pytest.raises(httpx.ConnectError, match="certificate"):
            http.get(url.replace("127.0.0.1", "hooks.example"))
        assert hits == []


def test_the_usual_client_is_guarded(settings):
    settings.OUTBOUND_ALLOW = ()
    with serving() as (url, hits), client() as http, pytest.raises(ForbiddenUrl):
        http.get(url)
    assert hits == []


def certificate(folder, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's and a client's TLS set-up around one self-signed certificate."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    pem = made.public_bytes(encoding)
    (folder / "both.pem").write_bytes(pem + key.private_bytes(encoding, private, serialization.NoEncryption()))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "both.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


def test_every_forbidden_network_is_refused_at_both_ends():
    for address in ("100.64.0.0", "100.127.255.255", "172.16.0.0", "240.0.0.0", "fdff::1", "febf::1", "3fff::1"):
        assert not NOWHERE.allows("x.example", address), ip_address(address)
    for address in (
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "223.255.255.254",
        "9.255.255.255",
    ):
        assert NOWHERE.allows("x.example", address), ip_address(address)
