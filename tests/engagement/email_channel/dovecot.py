"""A real Dovecot on a port of this machine, with a configuration and a mail folder of its own."""

import getpass
import imaplib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from pwd import getpwnam, getpwuid

from tests.engagement.email_channel.mails import free_port

PASSWORD = "one-two-three"
WAIT = 10.0
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap pop3{submission}
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login{mechanisms}
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
imap_idle_notify_interval = 29 mins
mailbox_idle_check_interval = 1 s
maildir_stat_dirs = yes
{token_users}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3_port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


SUBMISSION = """
hostname = mail.caseway.example
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {port}
  }}
  inet_listener submissions {{
    port = 0
  }}
}}
"""
TOKEN_USERS = """
passdb {{
  driver = oauth2
  mechanisms = {mechanisms}
  args = {folder}/oauth.conf
}}
"""
TOKEN_CHECK = """
tokeninfo_url = {url}?access_token=
introspection_mode = auth
username_attribute = email
"""


class Dovecot:
    """Each user has an own mailbox; every password is `PASSWORD`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port, self.pop3_port, self.submission_port = folder, port, free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(find_dovecot()), "-F", "-c", str(self.folder / "dovecot.conf")]
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output)
        until = time.monotonic() + WAIT
        while not self._answers():
            assert self.process.poll() is None, self.words()
            assert time.monotonic() < until, self.words()
            time.sleep(0.05)

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(WAIT)

    def words(self) -> str:
        files = [self.folder / "output", self.folder / "log"]
        return "\n".join(file.read_text() for file in files if file.exists())

    def append(self, user: str, raw: bytes, at: datetime, *, folder: str = "INBOX") -> None:
        """Put a mail into a folder of the user's, made if need be, as if it had arrived then."""
        with imaplib.IMAP4("127.0.0.1", self.port, 5) as client:
            client.login(user, PASSWORD)
            client.create(folder)
            answer = client.append(folder, "", imaplib.Time2Internaldate(at.astimezone(UTC)), raw)
            assert answer[0] == "OK", answer

    def empty(self, user: str) -> None:
        """Remove the mailbox; the next one has another UIDVALIDITY."""
        shutil.rmtree(self.folder / "mail" / user)

    def break_oldest(self, user: str) -> None:
        """The server can no longer read the user's oldest mail."""
        oldest = min((self.folder / "mail" / user / "new").iterdir(), key=lambda path: path.name)
        oldest.chmod(0)

    def flags(self, user: str) -> list[bytes]:
        with imaplib.IMAP4("127.0.0.1", self.port, 5) as client:
            client.login(user, PASSWORD)
            client.select("INBOX", readonly=True)
            return [answer for answer in client.fetch("1:*", "(FLAGS)")[1] if isinstance(answer, bytes)]

    def _answers(self) -> bool:
        try:
            with imaplib.IMAP4("127.0.0.1", self.port, 1):
                return True
        except (OSError, imaplib.IMAP4.error):
            return False


def find_dovecot() -> Path | None:
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


def takes_mail() -> bool:
    """Whether the part of Dovecot is installed that takes mail from its users (submission)."""
    return Path("/usr/lib/dovecot/submission-login").exists()


@dataclass(frozen=True)
class Tokens:
    """`url` is where to ask whose a token is; with it users may sign in by OAuth2 too, by these mechanisms.

    Mail that they submit is handed to `relay`, a port of this machine.
    """

    url: str
    mechanisms: str = "xoauth2 oauthbearer"
    relay: int = 0


@contextmanager
def running(*, tokens: Tokens | None = None) -> Iterator[Dovecot]:
    folder = Path(tempfile.mkdtemp(prefix="caseway-dovecot-"))
    dovecot = Dovecot(folder, free_port())
    _write(dovecot, tokens)
    dovecot.start()
    try:
        yield dovecot
    finally:
        dovecot.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _write(dovecot: Dovecot, tokens: Tokens | None) -> None:
    """As root it needs users to change to; as anybody else it stays who it is."""
    folder = dovecot.folder
    is_root = os.geteuid() == 0
    owner = getpwnam("nobody") if is_root else getpwuid(os.geteuid())
    internal = getpwnam("dovecot") if is_root else owner
    if tokens:
        (folder / "oauth.conf").write_text(TOKEN_CHECK.format(url=tokens.url))
    has_relay = bool(tokens and tokens.relay)
    text = CONFIGURATION.format(
        submission=" submission" if has_relay else "",
        mechanisms=f" {tokens.mechanisms}" if tokens else "",
        token_users=TOKEN_USERS.format(folder=folder, mechanisms=tokens.mechanisms) if tokens else "",
        folder=folder,
        port=dovecot.port,
        pop3_port=dovecot.pop3_port,
        password=PASSWORD,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        internal=internal.pw_name,
        group=_group(internal.pw_gid),
        login="dovenull" if is_root else getpass.getuser(),
    )
    if tokens and has_relay:
        text += SUBMISSION.format(relay=tokens.relay, port=dovecot.submission_port)
    (folder / "dovecot.conf").write_text(text)
    (folder / "mail").mkdir()
    if is_root:
        folder.chmod(0o755)
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)


def _group(gid: int) -> str:
    from grp import getgrgid

    return getgrgid(gid).gr_name
