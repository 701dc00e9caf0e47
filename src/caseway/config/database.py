"""Which PostgreSQL: what it must offer, and DATABASE_URL in parts."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

OLDEST_SERVER = 18
EXTENSIONS = ("btree_gin", "pg_trgm", "unaccent", "vector")
SCHEMES = ("postgresql", "postgres")
EXAMPLE = "postgresql://caseway:password@db.example:5432/caseway"


@dataclass(frozen=True)
class Database:
    """One PostgreSQL database; `host` may be the folder of a Unix socket."""

    name: str
    user: str
    password: str = ""
    host: str = ""
    port: int = 5432
    options: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        """The same as a URL libpq, psycopg and `parse_database` understand; it holds the password."""
        password = f":{quote(self.password, safe='')}" if self.password else ""
        query = (("host", self.host), ("port", str(self.port)), *self.options)
        shown = urlencode([pair for pair in query if pair[1]])
        return f"postgresql://{quote(self.user, safe='')}{password}@/{quote(self.name, safe='')}?{shown}"

    @property
    def django(self) -> dict[str, str | int]:
        """Django's names for it; `options` go into its OPTIONS."""
        return {"NAME": self.name, "USER": self.user, "PASSWORD": self.password, "HOST": self.host, "PORT": self.port}

    @property
    def shown(self) -> str:
        """Where it is, for people: no password."""
        return f"{self.user}@{self.host}:{self.port}/{self.name}"


def parse_database(value: str) -> Database:
    """The parts of a PostgreSQL URL; ValueError with a sentence when it is not one."""
    parts = urlsplit(value)
    if parts.scheme not in SCHEMES:
        raise ValueError(f"must start with postgresql://, as in {EXAMPLE}")
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError(f"names no database after the host, as in {EXAMPLE}")
    return Database(
        name=name,
        user=options.pop("user", unquote(parts.username or "")),
        password=options.pop("password", unquote(parts.password or "")),
        host=options.pop("host", unquote(parts.hostname or "")) or "localhost",
        port=int(options.pop("port", parts.port or 5432)),
        options=tuple(sorted(options.items())),
    )
