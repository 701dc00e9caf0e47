"""Settings from the environment: what they become, and the sentence a bad one gets."""

import os
import stat
from pathlib import Path

import psycopg
import pytest

from caseway.config.database import Database, parse_database
from caseway.config.env import SettingsError, read_env
from caseway.config.secret import kept_secret
from caseway.config.values import SmtpServer


def read(folder: Path, **values: str):
    return read_env({"CASEWAY_DATA": str(folder), **values})


def test_an_empty_environment_gives_a_complete_installation(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert (settings.host, settings.port, settings.gateway_port, settings.smtp_port) == ("127.0.0.1", 8000, 8001, 2525)
    assert settings.base_url == "http://localhost:8000"
    assert settings.gateway_url == "ws://localhost:8001"
    assert settings.support_address == "support@caseway.example"
    assert settings.is_embedded
    assert settings.has_demo_data
    assert settings.is_local
    assert not settings.debug
    assert settings.smtp is None
    assert settings.lmtp_port == 0
    assert settings.outbox == tmp_path / "outbox"
    assert settings.database == Database("caseway", "caseway", host=str(tmp_path / "postgres" / "run"))


def test_the_data_folder_is_made_and_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_env({}).data == tmp_path / "data"
    assert (tmp_path / "data").is_dir()


def test_the_port_moves_the_gateway_and_the_address(tmp_path: Path) -> None:
    settings = read(tmp_path, CASEWAY_PORT="9100")
    assert (settings.gateway_port, settings.base_url) == (9101, "http://localhost:9100")
    assert read(tmp_path, CASEWAY_PORT="65535").gateway_port == 65534


def test_behind_an_encrypting_proxy_the_gateway_is_at_the_same_address(tmp_path: Path) -> None:
    settings = read(tmp_path, CASEWAY_BASE_URL="https://support.lumenlabs.example/", CASEWAY_BEHIND_PROXY="1")
    assert settings.base_url == "https://support.lumenlabs.example"
    assert settings.gateway_url == "wss://support.lumenlabs.example"
    assert settings.is_behind_proxy
    assert not settings.is_local
    assert "support.lumenlabs.example" in settings.allowed_hosts


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CASEWAY_PORT", "http", "CASEWAY_PORT is 'http': write a whole number from 1 to 65535, such as 8000."),
        ("CASEWAY_PORT", "0", "CASEWAY_PORT is '0': write a whole number from 1 to 65535, such as 8000."),
        ("CASEWAY_PORT", "-1", "CASEWAY_PORT is '-1': write a whole number from 1 to 65535, such as 8000."),
        ("CASEWAY_PORT", "٨٠٠٠", "CASEWAY_PORT is '٨٠٠٠': write a whole number from 1 to 65535, such as 8000."),
        ("CASEWAY_PORT", "2525", "CASEWAY_SMTP_PORT and CASEWAY_PORT are both 2525: give each a port of its own."),
        (
            "CASEWAY_SMTP_PORT",
            "70000",
            "CASEWAY_SMTP_PORT is '70000': write a whole number from 1 to 65535, such as 2525.",
        ),
        (
            "CASEWAY_LMTP_PORT",
            "2525",
            "CASEWAY_LMTP_PORT and CASEWAY_SMTP_PORT are both 2525: give each a port of its own.",
        ),
        ("CASEWAY_DNS_SERVER", "dns.example", "CASEWAY_DNS_SERVER is 'dns.example': write a server's address"),
        ("CASEWAY_WEB_THREADS", "0", "CASEWAY_WEB_THREADS is '0': write a whole number from 1 to 64, such as 4."),
        ("CASEWAY_LOOP_LIMIT", "-1", "CASEWAY_LOOP_LIMIT is '-1': write a whole number from 0 to 10000, such as 20."),
        ("CASEWAY_ACKNOWLEDGEMENTS_AN_HOUR", "many", "write a whole number from 0 to 10000, such as 10."),
        ("CASEWAY_DEBUG", "maybe", "CASEWAY_DEBUG is 'maybe': write 1 for yes or 0 for no."),
        ("CASEWAY_LOG_LEVEL", "loud", "CASEWAY_LOG_LEVEL is 'LOUD': write one of DEBUG, INFO, WARNING, ERROR."),
        ("CASEWAY_SUPPORT_ADDRESS", "Support", "write one mail address, such as support@caseway.example."),
        ("CASEWAY_SUPPORT_ADDRESS", "a@b.example\nBcc: x@y.example", "holds a line break or control character"),
        ("CASEWAY_HOST", "example.com", "write an address to listen on, 127.0.0.1 for this machine only"),
        ("CASEWAY_BASE_URL", "support.example.com", "as in https://support.example.com, without a path."),
        ("CASEWAY_BASE_URL", "https://support.example.com/help", "without a path."),
        ("CASEWAY_BASE_URL", "https://support.example.com:99999", "without a path."),
        ("CASEWAY_BASE_URL", "http://[::1", "without a path."),
        ("CASEWAY_GATEWAY_URL", "https://live.example.com", "as in wss://support.example.com"),
        ("CASEWAY_ALLOWED_HOSTS", "good.example, bad host", "CASEWAY_ALLOWED_HOSTS holds 'bad host'"),
        ("CASEWAY_SMTP_URL", "mail.example", "CASEWAY_SMTP_URL is not a mail server"),
        ("CASEWAY_SMTP_URL", "smtp://", "CASEWAY_SMTP_URL is not a mail server"),
        ("CASEWAY_SMTP_URL", "smtp://mail.example:port", "CASEWAY_SMTP_URL is not a mail server"),
        ("CASEWAY_SECRET_KEY", "short", "CASEWAY_SECRET_KEY is shorter than 32 characters"),
        ("DATABASE_URL", "mysql://root@localhost/caseway", "DATABASE_URL must start with postgresql://"),
        ("DATABASE_URL", "postgresql://caseway@localhost", "DATABASE_URL names no database after the host"),
        (
            "DATABASE_URL",
            "postgresql://caseway@localhost:port/caseway",
            "DATABASE_URL is not a URL with a port in digits",
        ),
        ("CASEWAY_OIDC_URL", "login", "CASEWAY_OIDC_URL is not a URL"),
        ("CASEWAY_OIDC_URL", "http://login.example.com", "write it with https"),
        ("CASEWAY_OIDC_URL", "https://login.example.com", "CASEWAY_OIDC_CLIENT is empty"),
    ],
)
def test_a_bad_value_stops_the_start_with_what_to_write(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as stopped:
        read(tmp_path, **{name: value})
    assert sentence in str(stopped.value)
    assert str(stopped.value).endswith(".")


def test_no_sentence_shows_a_password(tmp_path: Path) -> None:
    for name, value in (
        ("DATABASE_URL", "postgresql://me:hunter2@db:x/caseway"),
        ("CASEWAY_SMTP_URL", "imap://me:hunter2@m"),
    ):
        with pytest.raises(SettingsError) as stopped:
            read(tmp_path, **{name: value})
        assert "hunter2" not in str(stopped.value)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CASEWAY_S3_KEY", "AKIA", "only one is set: set both, or none."),
        ("CASEWAY_S3_ENDPOINT", "minio", "without a path."),
    ],
)
def test_a_bucket_is_said_whole(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        read(tmp_path, CASEWAY_S3_BUCKET="caseway", **{name: value})
    assert read(tmp_path, CASEWAY_S3_BUCKET="caseway").file_storage["BACKEND"] == "storages.backends.s3.S3Storage"
    assert read(tmp_path).file_storage["BACKEND"] == "django.core.files.storage.FileSystemStorage"


def test_only_our_own_processes_bound_their_transactions(tmp_path: Path) -> None:
    assert read(tmp_path, CASEWAY_PROCESS="web").session_options == {"options": "-c transaction_timeout=120s"}
    assert read(tmp_path).session_options == {}
    url = "postgresql://me@db/caseway?options=-c%20jit%3Doff"
    both = read(tmp_path, CASEWAY_PROCESS="worker", DATABASE_URL=url).session_options
    assert both == {"options": "-c jit=off -c transaction_timeout=120s"}


def test_the_server_holds_them_to_it(tmp_path: Path) -> None:
    ours = read(tmp_path, CASEWAY_PROCESS="web", DATABASE_URL=os.environ["DATABASE_URL"])
    with psycopg.connect(ours.database.url, dbname="postgres", **ours.session_options) as connection:
        assert connection.execute("SHOW transaction_timeout").fetchone() == ("2min",)
        assert connection.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("10min",)


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(SettingsError, match="which cannot be a folder"):
        read(tmp_path / "data")


def test_the_outgoing_server_says_how_it_encrypts(tmp_path: Path) -> None:
    expected = SmtpServer("mail.example", 587, "us@er", "p:ss", "starttls")
    assert read(tmp_path, CASEWAY_SMTP_URL="smtp+starttls://us%40er:p%3Ass@mail.example").smtp == expected
    assert read(tmp_path, CASEWAY_SMTP_URL="smtps://mail.example").smtp == SmtpServer(
        "mail.example", 465, "", "", "tls"
    )
    assert read(tmp_path, CASEWAY_SMTP_URL="smtp://m:2500").smtp == SmtpServer("m", 2500, "", "", "none")


def test_a_database_of_ones_own_is_read_and_has_no_demo_data(tmp_path: Path) -> None:
    url = "postgres://us%40er:p%2Fw@db.example:6432/our%20cases?sslmode=require"
    settings = read(tmp_path, DATABASE_URL=url)
    assert settings.database == Database("our cases", "us@er", "p/w", "db.example", 6432, (("sslmode", "require"),))
    assert not settings.is_embedded
    assert not settings.has_demo_data
    assert read(tmp_path, DATABASE_URL=url, CASEWAY_DEMO_DATA="yes").has_demo_data


def test_a_database_survives_being_written_as_a_url() -> None:
    for database in (
        Database("caseway", "caseway", host="/tmp/a folder/run"),
        Database("c", "u@x", "p:/?#[]@", "db.example", 6432, (("sslmode", "require"),)),
    ):
        assert parse_database(database.url) == database
        assert "p:/?#" not in database.shown


def test_pools_fit_the_process(tmp_path: Path) -> None:
    sizes = {
        name: read(tmp_path, CASEWAY_PROCESS=name, CASEWAY_WEB_THREADS="6").pool_size for name in ("web", "command")
    }
    assert sizes == {"web": 7, "command": 0}


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["secret"]
    assert first.gateway_key == second.gateway_key
    assert first.secret_key.encode() not in first.gateway_key


def test_a_given_secret_is_used_and_none_is_written(tmp_path: Path) -> None:
    assert read(tmp_path, CASEWAY_SECRET_KEY="k" * 50).secret_key == "k" * 50
    assert os.listdir(tmp_path) == []


def test_a_damaged_secret_is_refused_rather_than_used(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("abc")
    with pytest.raises(SettingsError, match="delete it, and a new one is made"):
        kept_secret(tmp_path / "secret")
