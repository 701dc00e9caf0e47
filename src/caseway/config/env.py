"""Every setting, read once from the environment. A value that cannot be used stops the start with a sentence."""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from caseway.config import values
from caseway.config.bucket import Bucket, read_bucket
from caseway.config.database import EXAMPLE, Database, parse_database
from caseway.config.secret import secret_key
from caseway.config.values import SettingsError, SmtpServer, Values

__all__ = ["Env", "SettingsError", "SmtpServer", "env", "read_env"]

EMBEDDED_URL_FILE = "database-url"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}

SECONDS_OF_TRANSACTION = 120


@dataclass(frozen=True)
class Env:
    """Caseway's settings. Ports are TCP ports on `host` (0: not listened on); `data` is an absolute folder."""

    host: str
    port: int
    gateway_port: int
    smtp_port: int
    lmtp_port: int
    data: Path
    database: Database
    is_embedded: bool
    has_demo_data: bool
    secret_key: str
    smtp: SmtpServer | None
    support_address: str
    undo_seconds: int
    loop_limit: int
    acknowledgements_an_hour: int
    mail_rates: Mapping[str, int]
    base_url: str
    gateway_url: str
    internal_url: str
    allowed_hosts: tuple[str, ...]
    is_behind_proxy: bool
    process_name: str
    web_threads: int
    worker_threads: int
    mail_processes: int
    api_requests_a_minute: int
    outbound_allow: tuple[str, ...]
    dns_server: tuple[str, int] | None
    oidc_url: str
    oidc_client: str
    oidc_secret: str
    oidc_name: str
    bucket: Bucket | None
    metrics_token: str
    log_level: str
    debug: bool

    @property
    def gateway_key(self) -> bytes:
        """What the gateway's topic tokens are signed with; of no use for sessions or anything else."""
        return hmac.new(self.secret_key.encode(), b"caseway gateway", hashlib.sha256).digest()

    @property
    def report_key(self) -> bytes:
        """What a gateway signs its reports to the web process with."""
        return hmac.new(self.secret_key.encode(), b"caseway gateway report", hashlib.sha256).digest()

    @property
    def outbox(self) -> Path:
        """Where outgoing mail is kept while no server is set."""
        return self.data / "outbox"

    @property
    def base_host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_local(self) -> bool:
        """True while people reach Caseway on this machine only, over plain HTTP."""
        return self.base_url.startswith("http://") and self.base_host in LOOPBACK

    @property
    def pool_size(self) -> int:
        """Connections this process may hold: its threads and one; 0 (no pool) for single commands."""
        threads = {"web": self.web_threads, "worker": self.worker_threads, "mail": 7}
        return threads.get(self.process_name, -1) + 1

    @property
    def session_options(self) -> dict[str, str]:
        """For each connection of our processes: no transaction stays open for long, as bulk readers wait for it."""
        if self.process_name not in ("web", "worker", "mail"):
            return {}
        given = dict(self.database.options).get("options", "")
        return {"options": f"{given} -c transaction_timeout={SECONDS_OF_TRANSACTION}s".strip()}

    @property
    def file_storage(self) -> dict[str, object]:
        """Where attachments are kept, in Django's words."""
        if self.bucket is None:
            return {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(self.data / "files")},
            }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": self.bucket.options}

    @property
    def oidc_providers(self) -> dict[str, dict[str, object]]:
        """The one OpenID Connect provider, in allauth's words; empty when none is set."""
        if not self.oidc_url:
            return {}
        app = {"provider_id": "oidc", "name": self.oidc_name, "client_id": self.oidc_client, "secret": self.oidc_secret}
        apps = [{**app, "settings": {"server_url": self.oidc_url}}]
        return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}


@cache
def env() -> Env:
    """The settings of this process; SettingsError when one is wrong."""
    return read_env(os.environ)


def read_env(given: Values) -> Env:
    """The settings in `given`; makes the data folder, and DATA/secret when no key is given and none was made before."""
    port = values.port(given, "CASEWAY_PORT", 8000)
    data = _folder(given)
    is_embedded = not values.text(given, "DATABASE_URL")
    base_url = values.origin(given, "CASEWAY_BASE_URL", f"http://localhost:{port}", ("http", "https"))
    gateway_port = values.port(given, "CASEWAY_GATEWAY_PORT", port + 1 if port < 65535 else port - 1)
    smtp_port = values.port(given, "CASEWAY_SMTP_PORT", 2525)
    lmtp_port = values.number(given, "CASEWAY_LMTP_PORT", 0, 0, 65535)
    ports = {"CASEWAY_PORT": port, "CASEWAY_GATEWAY_PORT": gateway_port, "CASEWAY_SMTP_PORT": smtp_port}
    _require_different(ports | ({"CASEWAY_LMTP_PORT": lmtp_port} if lmtp_port else {}))
    _require_oidc(given)
    return Env(
        host=values.host(given, "CASEWAY_HOST"),
        port=port,
        gateway_port=gateway_port,
        smtp_port=smtp_port,
        lmtp_port=lmtp_port,
        data=data,
        database=_database(given, data),
        is_embedded=is_embedded,
        has_demo_data=values.flag(given, "CASEWAY_DEMO_DATA", default=is_embedded),
        secret_key=secret_key(given, data),
        smtp=values.smtp_server(given, "CASEWAY_SMTP_URL"),
        support_address=values.address(given, "CASEWAY_SUPPORT_ADDRESS", "support@caseway.example"),
        undo_seconds=values.number(given, "CASEWAY_UNDO_SECONDS", 10, 0, 120),
        loop_limit=values.number(given, "CASEWAY_LOOP_LIMIT", 20, 0, 10_000),
        acknowledgements_an_hour=values.number(given, "CASEWAY_ACKNOWLEDGEMENTS_AN_HOUR", 10, 0, 10_000),
        mail_rates=values.rates(given, "CASEWAY_MAIL_RATES"),
        base_url=base_url,
        gateway_url=_gateway_url(given, base_url, gateway_port),
        internal_url=values.origin(given, "CASEWAY_INTERNAL_URL", _web_here(given, port), ("http", "https")),
        allowed_hosts=_allowed_hosts(given, base_url),
        is_behind_proxy=values.flag(given, "CASEWAY_BEHIND_PROXY"),
        process_name=values.text(given, "CASEWAY_PROCESS", "command"),
        web_threads=values.number(given, "CASEWAY_WEB_THREADS", 4, 1, 64),
        worker_threads=values.number(given, "CASEWAY_WORKER_THREADS", 4, 1, 64),
        mail_processes=values.number(given, "CASEWAY_MAIL_PROCESSES", min(os.cpu_count() or 1, 2), 1, 16),
        api_requests_a_minute=values.number(given, "CASEWAY_API_RATE", 3000, 60, 1_000_000),
        outbound_allow=values.networks(given, "CASEWAY_OUTBOUND_ALLOW"),
        dns_server=values.dns_server(given, "CASEWAY_DNS_SERVER"),
        oidc_url=values.text(given, "CASEWAY_OIDC_URL"),
        oidc_client=values.text(given, "CASEWAY_OIDC_CLIENT"),
        oidc_secret=values.text(given, "CASEWAY_OIDC_SECRET"),
        oidc_name=values.text(given, "CASEWAY_OIDC_NAME", "Single sign-on"),
        bucket=read_bucket(given),
        metrics_token=values.text(given, "CASEWAY_METRICS_TOKEN"),
        log_level=values.log_level(given, "CASEWAY_LOG_LEVEL"),
        debug=values.flag(given, "CASEWAY_DEBUG"),
    )


def embedded_database(run: Path) -> Database:
    """Our own PostgreSQL, whose socket is in the folder `run`; no password: the system knows who connects."""
    return Database(name="caseway", user="caseway", host=str(run))


def _require_different(ports: dict[str, int]) -> None:
    names: dict[int, str] = {}
    for name, port in ports.items():
        if port in names:
            raise SettingsError(f"{name} and {names[port]} are both {port}: give each a port of its own.")
        names[port] = name


def _require_oidc(given: Values) -> None:
    url = values.text(given, "CASEWAY_OIDC_URL")
    if not url:
        return
    if values.split_url(url).scheme not in ("http", "https"):
        raise SettingsError("CASEWAY_OIDC_URL is not a URL: write your provider's, as in https://login.example.com.")
    if values.split_url(url).scheme == "http" and values.split_url(url).hostname not in LOOPBACK:
        raise SettingsError(
            f"CASEWAY_OIDC_URL is {url!r}, where anybody on the way could sign in: write it with https."
        )
    for name in ("CASEWAY_OIDC_CLIENT", "CASEWAY_OIDC_SECRET"):
        if not values.text(given, name):
            raise SettingsError(f"{name} is empty: write what your provider at {url} gave you for Caseway.")


def _folder(given: Values) -> Path:
    folder = Path(values.text(given, "CASEWAY_DATA", "data")).expanduser().absolute()
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o700)
        os.listdir(folder)
    except OSError as error:
        raise SettingsError(
            f"CASEWAY_DATA is {str(folder)!r}, which cannot be a folder ({error.strerror}): write one you can write to."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(f"CASEWAY_DATA is {str(folder)!r}, which you cannot write to: write a folder that you can.")
    return folder.resolve()


def _database(given: Values, data: Path) -> Database:
    url = values.text(given, "DATABASE_URL")
    if not url:
        return _recorded_database(data)
    try:
        return parse_database(url)
    except ValueError as error:
        reason = str(error) if EXAMPLE in str(error) else f"is not a URL with a port in digits, as in {EXAMPLE}"
        raise SettingsError(f"DATABASE_URL {reason}; leave it empty for Caseway's own PostgreSQL.") from None


def _recorded_database(data: Path) -> Database:
    """Our own PostgreSQL writes down where it listens; before its first start this is where it usually will."""
    try:
        return parse_database((data / EMBEDDED_URL_FILE).read_text().strip())
    except (FileNotFoundError, ValueError):
        return embedded_database(data / "postgres" / "run")


def _gateway_url(given: Values, base_url: str, port: int) -> str:
    """Where browsers find the gateway: on its own port, or behind the proxy that encrypts."""
    host = urlsplit(base_url).hostname or ""
    is_own_port = base_url.startswith("http://")
    default = f"ws://{host}:{port}" if is_own_port else base_url.replace("http", "ws", 1)
    return values.origin(given, "CASEWAY_GATEWAY_URL", default, ("ws", "wss"))


def _web_here(given: Values, port: int) -> str:
    """How processes on this machine reach the web process."""
    host = values.reachable(values.host(given, "CASEWAY_HOST"))
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _allowed_hosts(given: Values, base_url: str) -> tuple[str, ...]:
    always = (urlsplit(base_url).hostname or "", "localhost", "127.0.0.1", "[::1]")
    return tuple(dict.fromkeys((*always, *values.host_names(given, "CASEWAY_ALLOWED_HOSTS"))))
