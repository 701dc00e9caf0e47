"""Invented content for the gallery: one company's morning."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from caseway.ui.shell import Console, MenuLink, NavItem, PresenceChoice, SessionTab

NAV = (
    ("Home", "house", "h"),
    ("Inbox", "inbox", "i"),
    ("Cases", "layers", "c"),
    ("Customers", "users", "u"),
    ("Knowledge", "book-open", "k"),
    ("Insights", "chart-no-axes-column", "s"),
    ("Administration", "settings", "a"),
)


def console(current: str) -> Console:
    """The shell as an agent with three open sessions sees it."""
    page = {"Cases": reverse("ui:gallery_case"), "Inbox": reverse("ui:gallery_queue")}
    nav = tuple(
        NavItem(label, sign, page.get(label, reverse("ui:gallery")), key, label == current,
                count=3 if label == "Inbox" else 0, is_last=label == "Administration")
        for label, sign, key in NAV
    )  # fmt: skip
    sessions = (
        SessionTab("CAS-1042 Brewer leaks", reverse("ui:gallery_case"), "circle-dot", "accent",
                   current == "Cases", is_unsaved=True, close_url=reverse("ui:gallery_echo")),
        SessionTab("Maria Gomez", reverse("ui:gallery"), "mail", close_url=reverse("ui:gallery_echo")),
        SessionTab("Chat 88", reverse("ui:gallery"), "message-circle", "good", close_url=reverse("ui:gallery_echo")),
    )  # fmt: skip
    presences = (
        PresenceChoice("available", "Available", "good", is_current=True),
        PresenceChoice("busy", "Busy", "bad"),
        PresenceChoice("away", "Away", "warn"),
        PresenceChoice("offline", "Offline", "neutral"),
    )
    menu = (
        MenuLink("Password and passkeys", reverse("ui:gallery"), "key-round"),
        MenuLink("Sign out", reverse("ui:gallery_echo"), "log-out", is_post=True),
    )
    return Console(
        name="Ana Ferro", detail="ana@caseway.example", nav=nav, sessions=sessions, presences=presences,
        presence_url=reverse("ui:gallery_echo"), menu=menu, palette_url=reverse("ui:gallery_palette"),
        new_url=reverse("ui:gallery"),
    )  # fmt: skip


def moments() -> dict[str, datetime]:
    """Times around now, by name, so that clocks run and nothing looks stale."""
    now = timezone.now()
    spans = {
        "now": 0, "hour_ago": -60, "long_ago": -60 * 26, "received": -2.4, "routed": -2.3, "noted": -1.1,
        "soon": 12.7, "near": 3.4, "late": -4.2, "tomorrow": 60 * 26, "later": 60 * 7.4, "warned": -1,
    }  # fmt: skip
    return {name: now + timedelta(minutes=span) for name, span in spans.items()} | {
        "fixed": datetime(2026, 3, 2, 9, 2, tzinfo=UTC)
    }


def rows() -> list[dict[str, object]]:
    """Ten queue rows."""
    at = moments()
    subjects = (
        (
            "CAS-1042", "Brewer leaks since Monday", "Hello, our brewer leaks from below", "Maria Gomez",
            "Lumen Labs", "Gold", 1, "soon", "running", "email",
        ),
        (
            "CAS-1041", "Cannot pair the kettle with the new app", "After the update it asks for a code",
            "Jonas Weber", "Nordlicht Hotels", "Silver", 2, "near", "running", "email",
        ),
        (
            "CAS-1039", "Invoice 88213 counts two grinders", "We only received one, see the note", "Priya Nair",
            "Copper & Salt", "Gold", 3, "late", "running", "phone",
        ),
        (
            "CAS-1038", "Oven door hinge, spare part for a 2019 model with the older bracket and the shorter pin",
            "Is this still made?", "Tom Aldridge", "", "Standard", 3, "later", "running", "web",
        ),
        (
            "CAS-1036", "Descaling light stays on", "Tried the programme twice", "Lucía Fernández", "Casa Miró",
            "Silver", 3, "later", "paused", "chat",
        ),
        (
            "CAS-1035", "Delivery address for the return", "Please send the label again", "Wei Zhang",
            "Lumen Labs", "Gold", 2, "tomorrow", "running", "email",
        ),
        (
            "CAS-1031", "Milk frother makes a rattling sound", "Video attached", "Amélie Roux", "Boulangerie Roux",
            "Standard", 4, "tomorrow", "running", "email",
        ),
        (
            "CAS-1030", "Licence for the recipe service has ended", "Renewed last week, still locked",
            "Sam Okafor", "Okafor Catering", "Silver", 3, "tomorrow", "running", "email",
        ),
        (
            "CAS-1027", "Ask for a quote: 40 stations", "For our three canteens", "Ingrid Dahl", "Fjordkraft",
            "Gold", 3, "tomorrow", "met", "email",
        ),
    )  # fmt: skip
    names = ("number", "subject", "preview", "contact", "account", "tier", "priority", "due", "status", "channel")
    found = [dict(zip(names, row, strict=True)) for row in subjects]
    for index, row in enumerate(found):
        row |= {
            "due_at": at[str(row["due"])],
            "is_unread": index in (0, 2),
            "owner": ("Ana Ferro", "Ben Osei", "")[index % 3],
        }
    return found
