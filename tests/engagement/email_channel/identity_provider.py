"""A provider as RFC 6749, 7636 and Google's tokeninfo describe it: codes for PKCE challenges, tokens that end."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CLIENT = ("caseway-client", "caseway-secret")
Answer = tuple[int, dict[str, object]]


class IdentityProvider:
    """What it gave, and how it answers. `refresh_life` None: it does not say how long one may come back."""

    def __init__(self) -> None:
        self.access_life = 3600
        self.refresh_life: int | None = None
        self.refusal = ""
        self.is_rotating = True
        self.given = 0
        self.scopes: list[str] = []
        self.tenant_user = ""
        self._codes: dict[str, dict[str, str]] = {}
        self._access: dict[str, str] = {}
        self._refresh: dict[str, str] = {}

    def allow(self, url: str, *, user: str) -> str:
        """What a person does who is sent to `url`, signs in as `user` and agrees: the code they come back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked | {"user": user}
        return code

    def forget_access(self) -> None:
        self._access.clear()

    def token(self, form: dict[str, str]) -> Answer:
        if (form.get("client_id"), form.get("client_secret")) != CLIENT:
            return 401, {"error": "invalid_client", "error_description": "The secret is wrong."}
        if self.refusal:
            return 400, {"error": self.refusal, "error_description": "AADSTS70008: The grant has expired.\r\nTrace: 1"}
        if form["grant_type"] == "client_credentials":
            return self._grant_application(form["scope"])
        user = self._by_code(form) if form["grant_type"] == "authorization_code" else self._by_refresh(form)
        return self._grant(user) if user else (400, {"error": "invalid_grant", "error_description": "No such grant."})

    def tokeninfo(self, token: str) -> Answer:
        user = self._access.get(token)
        return (200, {"email": user, "expires_in": 1000}) if user else (400, {"error": "invalid_token"})

    def _by_code(self, form: dict[str, str]) -> str:
        asked = self._codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or (asked["code_challenge"], asked["redirect_uri"]) != (challenge, form["redirect_uri"]):
            return ""
        return asked["user"]

    def _by_refresh(self, form: dict[str, str]) -> str:
        found = self._refresh.get(form["refresh_token"], "")
        if self.is_rotating:
            self._refresh.pop(form["refresh_token"], None)
        return found

    def _grant_application(self, scope: str) -> Answer:
        """For the program itself (RFC 6749, 4.4.3): no refresh token, and each mailbox of the tenant."""
        if not scope.endswith("/.default"):
            return 400, {"error": "invalid_scope", "error_description": "AADSTS1002012: The scope is not valid."}
        self.given += 1
        self.scopes.append(scope)
        self._access[f"access-{self.given}"] = self.tenant_user
        return 200, {"token_type": "Bearer", "access_token": f"access-{self.given}", "expires_in": self.access_life}

    def _grant(self, user: str) -> Answer:
        self.given += 1
        access, refresh = f"access-{self.given}", f"refresh-{self.given}"
        self._access[access], self._refresh[refresh] = user, user
        life = {} if self.refresh_life is None else {"refresh_token_expires_in": self.refresh_life}
        return 200, {
            "token_type": "Bearer",
            "access_token": access,
            "expires_in": self.access_life,
            "refresh_token": refresh,
            **life,
        }


@contextmanager
def serving(provider: IdentityProvider) -> Iterator[str]:
    """Its base address on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(provider.token({name: values[0] for name, values in parse_qs(body).items()}))

        def do_GET(self) -> None:
            token = parse_qs(urlsplit(self.path).query).get("access_token", [""])[0]
            self._answer(provider.tokeninfo(token))

        def _answer(self, answer: Answer) -> None:
            body = json.dumps(answer[1]).encode()
            self.send_response(answer[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
