"""Every page that is photographed: a name, an address, who looks, and what is opened before the picture."""

from dataclasses import dataclass

from tests.screenshots.stage import Stage

AGENT, ADMIN, NOBODY = "ana@caseway.example", "admin@caseway.example", ""


@dataclass(frozen=True)
class Shot:
    """`keys` are pressed before the picture, with blanks between. `paper`: as it is printed."""

    name: str
    path: str
    who: str = AGENT
    keys: str = ""
    paper: bool = False


def shots(stage: Stage) -> list[Shot]:
    return [*_work(stage), *_mail(stage), *_settings(stage), *_around(), *_sign_in()]


def _work(stage: Stage) -> list[Shot]:
    return [
        Shot("home", "/"),
        Shot("queues", "/queues/"),
        Shot("queue", "/queues/gold/"),
        Shot("cases", "/cases/"),
        Shot("case-open", f"/cases/{stage.open_case}/"),
        Shot("case-resolved", f"/cases/{stage.resolved_case}/"),
        Shot("case-resolving", f"/cases/{stage.open_case}/", keys="e"),
        Shot("case-new", "/cases/new/"),
        Shot("mentions", "/mentions/"),
        Shot("trusted-senders", "/trusted-senders/"),
        Shot("palette", "/", keys="Control+k"),
        Shot("customers", "/customers/"),
        Shot("customer", f"/customers/contacts/{stage.contact}/"),
        Shot("account", f"/customers/accounts/{stage.account}/"),
        Shot("entitlements", "/entitlements/"),
        Shot("entitlement", f"/entitlements/{stage.entitlement}/"),
        Shot("search", "/search/?q=leaks"),
        Shot("search-nothing", "/search/?q=zzzzzz"),
        Shot("knowledge", "/knowledge/"),
        Shot("article", f"/knowledge/{stage.article}/"),
        Shot("article-new", "/knowledge/new/", ADMIN),
    ]


def _mail(stage: Stage) -> list[Shot]:
    """The composer's sheets, and what is known about a message."""
    case = f"/cases/{stage.open_case}/"
    newest = stage.messages[1]
    sheets = {"reply": "r", "reply-all": "Shift+R", "forward": "f", "new": "Shift+N", "note": "n", "quick": "r /"}
    return [
        *(Shot(f"compose-{name}", case, keys=keys) for name, keys in sheets.items()),
        Shot("compose-closed", f"/cases/{stage.resolved_case}/"),
        Shot("message-about", f"/messages/{newest}/about/"),
        Shot("message-source", f"/messages/{newest}/source/"),
        Shot("message-move", f"/messages/{newest}/move/"),
        Shot("case-on-paper", case, paper=True),
    ]


def _settings(stage: Stage) -> list[Shot]:
    pages = (
        "agents teams roles calendars calendars/new templates policies queues routing-rules routing-rules/new"
        " flows flows/1 status-reasons products intake-rules intake-rules/new quarantine blocked-senders"
        f" quarantine/{stage.held} blocked-senders/new mailboxes mailboxes/new mailboxes/1 mailboxes/1/edit"
        " mailboxes/1/sending mailboxes/1/keys/new mailboxes/1/history providers providers/new signing-keys"
        " signing-keys/new quick-replies quick-replies/new"
        " profile failures tokens webhooks webhooks/new audit"
    )
    named = [Shot(f"settings-{page.replace('/', '-')}", f"/settings/{page}/", ADMIN) for page in pages.split()]
    return [Shot("settings", "/settings/", ADMIN), *named]


def _around() -> list[Shot]:
    return [
        Shot("intake", "/intake/", ADMIN),
        Shot("gallery", "/ui/"),
        Shot("api", "/api/v1/docs", ADMIN),
        Shot("not-found", "/cases/NONE-1/"),
    ]


def _sign_in() -> list[Shot]:
    known = "reauthenticate password/change email 2fa 2fa/totp/activate 2fa/webauthn 2fa/webauthn/add logout 3rdparty"
    anybody = "login password/reset password/reset/done password/reset/key/1-bad inactive signup 3rdparty/login/error"
    return [
        *(Shot(f"account-{page.replace('/', '-')}", f"/accounts/{page}/") for page in known.split()),
        *(Shot(f"account-{page.replace('/', '-')}", f"/accounts/{page}/", NOBODY) for page in anybody.split()),
    ]
