"""A small OpenID Connect provider: discovery, authorisation with PKCE, tokens signed with RS256, and its keys."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "caseway", "a provider's secret"


class Provider(ThreadingHTTPServer):
    """`person` is who has signed in there; `spoil` changes a token's claims; `key` signs, `known_key` is published."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.key = self.known_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, object] = {}
        self.spoil: dict[str, object] = {}
        self.grants: dict[str, dict[str, str]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/authorize":
            self._authorize({name: values[0] for name, values in parse_qs(asked.query).items()})
        elif asked.path == "/userinfo":
            self._say(200, self.server.person)
        else:
            self._say(200, {"/.well-known/openid-configuration": self._discovery, "/keys": self._keys}[asked.path]())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        grant = self.server.grants.pop(form.get("code", ""), None)
        if grant is None or not self._proves(grant, form) or not self._is_client(form):
            self._say(400, {"error": "invalid_grant"})
            return
        self._say(200, {"access_token": "at", "token_type": "Bearer", "id_token": self._id_token(grant)})

    def _discovery(self) -> dict[str, object]:
        url = self.server.url
        return {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "userinfo_endpoint": f"{url}/userinfo",
            "jwks_uri": f"{url}/keys",
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _keys(self) -> dict[str, object]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.known_key.public_key()))
        return {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def _authorize(self, asked: dict[str, str]) -> None:
        """Whoever stands at the provider is signed in there already, and agrees."""
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        code = secrets.token_urlsafe(16)
        self.server.grants[code] = asked
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
        self.end_headers()

    def _proves(self, grant: dict[str, str], form: dict[str, str]) -> bool:
        """PKCE, RFC 7636: only who asked knows the verifier."""
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == grant.get("code_challenge")

    def _is_client(self, form: dict[str, str]) -> bool:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        return self.headers.get("Authorization") == f"Basic {basic}" or form.get("client_secret") == SECRET

    def _id_token(self, grant: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.server.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": grant.get("nonce", "")}
        claims |= self.server.person | self.server.spoil
        return jwt.encode(claims, self.server.key, algorithm="RS256", headers={"kid": "one"})

    def _say(self, status: int, content: object) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_words: object) -> None:
        """Nothing is logged."""


@contextmanager
def provider_running() -> Iterator[Provider]:
    with Provider() as provider:
        threading.Thread(target=provider.serve_forever, daemon=True).start()
        yield provider
        provider.shutdown()
