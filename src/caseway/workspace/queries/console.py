"""What stands around every page: the rail, the open tabs, the reader's own menu."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, may
from caseway.kernel.realtime import topic_token
from caseway.ui.shell import Console, MenuLink, NavItem, SessionTab
from caseway.workspace.models import Draft, OpenTab
from caseway.workspace.queries.places import address_of

# label, icon, route, key after `g`, permission
PLACES = (
    (_("Home"), "house", "workspace:home", "h", ""),
    (_("Queues"), "inbox", "workspace:queues", "q", "queues.read"),
    (_("Cases"), "layers", "workspace:cases", "c", "cases.read"),
    (_("Customers"), "users", "workspace:customers", "u", "customers.read"),
    (_("Knowledge"), "book-open", "knowledge:articles", "k", "knowledge.read"),
    (_("Settings"), "settings", "workspace:settings", "s", "intake.read"),
)


def console_of(actor: Actor, *, path: str, topics: tuple[str, ...] = ()) -> Console:
    """The console of an agent on the page at `path`; one statement, for the tabs.

    `topics` are what the page watches.
    """
    return Console(
        name=actor.name,
        nav=tuple(_places(actor, path)),
        sessions=tuple(_tabs(actor, path)),
        menu=(
            MenuLink(_("Quick replies"), reverse("operations:quick_replies"), "message-square-text"),
            MenuLink(_("Sign-in and security"), reverse("account_email"), "shield"),
            MenuLink(_("Sign out"), reverse("account_logout"), "log-out"),
        ),
        palette_url=reverse("workspace:palette"),
        live_url=f"{settings.CASEWAY.gateway_url}/live",
        live_token=topic_token(actor, (f"agent:{actor.id}", *topics)),
        live_token_url=_token_url(path, topics),
        new_url=reverse("workspace:new_case"),
    )


def _token_url(path: str, topics: tuple[str, ...]) -> str:
    asked = urlencode([("for", path), *(("topic", topic) for topic in topics)])
    return f"{reverse('workspace:live_token')}?{asked}"


def _places(actor: Actor, path: str) -> list[NavItem]:
    return [
        NavItem(
            label=_(label),
            icon=icon,
            url=url,
            key=key,
            is_current=path == url or (url != "/" and path.startswith(url)),
            is_last=route == "workspace:settings",
        )
        for label, icon, route, key, permission in PLACES
        if (url := address_of(route)) and (not permission or may(actor, permission))
    ]


def _tabs(actor: Actor, path: str) -> list[SessionTab]:
    drafts = Draft.objects.filter(agent_id=OuterRef("agent_id"), case__number=OuterRef("reference")).exclude(body="")
    tabs = OpenTab.objects.filter(agent_id=actor.id).annotate(is_unsaved=Exists(drafts))
    return [
        SessionTab(
            label=tab.label,
            url=(url := reverse("workspace:case", args=[tab.reference])),
            icon="circle-dot",
            is_current=path == url,
            is_unsaved=tab.is_unsaved,
            close_url=reverse("workspace:close_tab", args=[tab.pk]),
        )
        for tab in tabs
    ]
