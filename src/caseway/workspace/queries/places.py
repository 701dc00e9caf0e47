"""Where things are, as far as they are there: an area without pages is left out of the menus."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseway.kernel.access import Actor, may

Label = str | Promise


@dataclass(frozen=True)
class Place:
    """A settings page: who holds one of `permissions` may go there."""

    label: Label
    text: Label
    icon: str
    route: str
    permissions: tuple[str, ...] = ("settings.manage",)

    @property
    def url(self) -> str:
        return address_of(self.route)


@dataclass(frozen=True)
class Group:
    label: Label
    places: tuple[Place, ...]


def address_of(route: str, *args: str | int) -> str:
    """The address of a route, "" where nothing is mounted under that name."""
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return ""


GROUPS = (
    Group(_("People"), (
        Place(_("Your profile"), _("Your name, time zone and signature"), "circle-user-round",
              "operations:profile", ()),
        Place(_("Agents"), _("Who works here, and with which roles"), "user-round", "operations:agents"),
        Place(_("Teams"), _("Who owns records together"), "users", "operations:teams"),
        Place(_("Roles"), _("What people may do, and how far it reaches"), "shield-check", "operations:roles"),
    )),
    Group(_("Promises"), (
        Place(_("Service levels"), _("How soon we answer and resolve, for whom"), "timer", "sla:policies"),
        Place(_("Business calendars"), _("Opening hours and holidays"), "calendar-clock", "operations:calendars"),
        Place(_("Entitlements"), _("What customers have bought, and what is left of it"), "receipt-text",
              "entitlements:entitlements", ("settings.manage", "entitlements.write")),
    )),
    Group(_("Work"), (
        Place(_("Queues"), _("Where work waits, and who takes it from there"), "inbox", "routing:queues"),
        Place(_("Routing rules"), _("Which work goes where, in order"), "route", "routing:rules"),
        Place(_("Intake rules"), _("When a message becomes a case"), "mail-plus", "intake:rules"),
        Place(_("Intake monitor"), _("What was decided about each message, and why"), "list-checks",
              "workspace:intake_monitor", ("intake.read",)),
        Place(_("Status reasons"), _("Why a case is active, resolved or canceled"), "circle-dot",
              "cases:status_reasons"),
        Place(_("Process flows"), _("The stages a case is guided through"), "git-branch", "flows:flows"),
    )),
    Group(_("Customers"), (
        Place(_("Products"), _("What you sell and support"), "package", "customers:products"),
    )),
    Group(_("Mail"), (
        Place(_("Mail providers"), _("What mailboxes sign in with by OAuth2"), "key-round", "email:providers"),
        Place(_("Mailboxes"), _("Addresses whose mail we take in"), "mailbox", "email:mailboxes"),
        Place(_("Signing keys"), _("What makes our mail trusted (DKIM)"), "key-round", "email:signing_keys"),
        Place(_("Quarantine"), _("Mail that could not be read or trusted"), "shield-alert", "email:quarantine",
              ("settings.manage", "mail.quarantine")),
        Place(_("Blocked senders"), _("Addresses and domains whose mail is held"), "ban", "email:blocked_senders",
              ("mail.quarantine",)),
        Place(_("Trusted senders"), _("Whose pictures from elsewhere are loaded for you"), "image",
              "workspace:trusted_senders", ("cases.read",)),
        Place(_("Templates"), _("Texts that are filled in and sent"), "file-text", "operations:templates"),
        Place(_("Quick replies"), _("What is often said, put into an answer by /"), "message-square-text",
              "operations:quick_replies", ("cases.work",)),
    )),
    Group(_("Programs"), (
        Place(_("API tokens"), _("Keys for programs that work on our behalf"), "key-round", "integrations:tokens"),
        Place(_("Webhooks"), _("Who is told what happens here"), "webhook", "integrations:webhooks"),
        Place(_("API reference"), _("Every operation, to read and to try"), "book-open", "api:openapi-view", ()),
    )),
    Group(_("Oversight"), (
        Place(_("Audit"), _("Who changed what, when, and through what"), "history", "workspace:audit", ("audit.read",)),
        Place(_("Failures"), _("Events and jobs that were given up on, to try again"), "life-buoy",
              "integrations:failures"),
        Place(_("Components"), _("The design system this is built from"), "palette", "ui:gallery", ()),
    )),
)  # fmt: skip


def settings_of(actor: Actor) -> list[tuple[Label, list[Place]]]:
    """The groups with the pages that exist and that the actor may open."""
    found = [(group.label, [place for place in group.places if _is_open(place, actor)]) for group in GROUPS]
    return [(label, places) for label, places in found if places]


def _is_open(place: Place, actor: Actor) -> bool:
    return bool(place.url) and (not place.permissions or any(may(actor, one) for one in place.permissions))
