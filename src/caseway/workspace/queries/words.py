"""What happened to a case, in plain words: one quiet line for each event and routing decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from caseway.cases.models import Case
from caseway.cases.queries import reason_label
from caseway.kernel.models import EventRecord
from caseway.sla.queries import ClockView
from caseway.workspace.queries.case import CaseView, Decision
from caseway.workspace.queries.names import queue_name


@dataclass(frozen=True)
class Line:
    """One event as it is read. `why` are further words to unfold; `asks_why` fetches them."""

    id: str
    at: datetime
    text: str
    icon: str
    tone: str = "neutral"
    why: list[str] = field(default_factory=list)
    asks_why: bool = False


@dataclass(frozen=True)
class Names:
    """What ids are called."""

    agents: Mapping[int, str]
    articles: Mapping[int, str] = field(default_factory=dict)
    activities: Mapping[int, str] = field(default_factory=dict)

    def agent(self, agent_id: object) -> str:
        return self.agents.get(agent_id, _("Somebody")) if isinstance(agent_id, int) else _("Nobody")

    def of(self, reference: str) -> str:
        """`agent:12` → their name; whatever is no agent is Caseway itself."""
        kind, _colon, number = reference.partition(":")
        return self.agent(int(number)) if kind in ("agent", "bot") and number.isdecimal() else "Caseway"


def line_of(event: EventRecord, view: CaseView, names: Names) -> Line | None:
    """The line of an event, or None for one that is told otherwise."""
    say = WORDS.get(event.name)
    if say is None:
        return None
    icon, tone, words = say
    text = words(event.payload, names.of(event.actor), view, names)
    why = _resolution_words(event, view)
    return Line(f"event-{event.pk}", event.at, text, icon, tone, why, asks_why=event.name == "cases.CaseOpened")


def line_of_decision(decision: Decision, names: Names) -> Line:
    """Where the work went: by which rule, or by whom."""
    reason = decision.reason.removeprefix(f"{decision.rule}: ").removeprefix("matched because ")
    key = f"routed-{decision.at.timestamp():.6f}".replace(".", "-")
    if not decision.rule:
        return Line(key, decision.at, reason, "route")
    text = _("Routed to %(target)s: %(reason)s") % {"target": decision.queue or decision.agent, "reason": reason}
    why = [
        _("Routing rule “%(rule)s” was the first that matched.") % {"rule": decision.rule},
        _("It was asked by %(name)s.") % {"name": names.of(decision.actor)},
    ]
    return Line(key, decision.at, text, "route", why=why)


def line_of_clock(clock: ClockView) -> Line:
    """A promise that was not kept, at the moment it fell due."""
    text = _("Promise missed: %(name)s") % {"name": clock.kpi_name}
    return Line(
        f"clock-line-{clock.id}", clock.due_at, text, "flame", "bad", [clock.explanation] * bool(clock.explanation)
    )


Payload = Mapping[str, object]
Words = Callable[[Payload, str, CaseView, Names], str]


def _opened(payload: Payload, who: str, view: CaseView, _names: Names) -> str:
    origin = Case.Origin(str(payload["origin"])).label
    how = _("Case opened from %(origin)s") % {"origin": str(origin).lower()}
    by = "" if who == "Caseway" else _(" by %(name)s") % {"name": who}
    contract = view.case.entitlement
    return how + by + (_(", entitlement %(name)s") % {"name": contract.name} if contract else "")


def _changed(payload: Payload, who: str, _view: CaseView, _names: Names) -> str:
    fields = [LABELS.get(name.removesuffix("_id"), name) for name in _listed(payload, "fields")]
    return _("%(name)s changed %(fields)s") % {"name": who, "fields": _joined(fields)}


def _status(payload: Payload, who: str, _view: CaseView, _names: Names) -> str:
    return _("%(name)s set the status to %(status)s") % {"name": who, "status": _reason(payload)}


def _assigned(payload: Payload, who: str, _view: CaseView, names: Names) -> str:
    return _("%(name)s assigned it to %(agent)s") % {"name": who, "agent": names.agent(payload["agent_id"])}


def _released(payload: Payload, who: str, _view: CaseView, _names: Names) -> str:
    queue_id = payload["queue_id"]
    queue = queue_name(queue_id if isinstance(queue_id, int) else None)
    return _("%(name)s gave it back to %(queue)s") % {"name": who, "queue": queue or _("its queue")}


def _closed_activity(payload: Payload, who: str, _view: CaseView, names: Names) -> str:
    activity_id = payload["activity_id"]
    subject = names.activities.get(activity_id, "") if isinstance(activity_id, int) else ""
    what = f"“{subject}”" if subject else _("an activity")
    return _("%(name)s closed %(what)s") % {"name": who, "what": what}


def _article(payload: Payload, who: str, _view: CaseView, names: Names) -> str:
    article_id = payload["article_id"]
    title = names.articles.get(article_id, "") if isinstance(article_id, int) else ""
    what = f"“{title}”" if title else _("an article")
    text = _("%(name)s sent %(what)s to the customer") if payload.get("is_sent") else _("%(name)s linked %(what)s")
    return text % {"name": who, "what": what}


def _withdrawn(_payload: Payload, who: str, _view: CaseView, _names: Names) -> str:
    return _("%(name)s took a message back before it left") % {"name": who}


def _moved_away(payload: Payload, who: str, _view: CaseView, _names: Names) -> str:
    if payload["is_undone"]:
        return _("%(name)s took back what was moved here from %(number)s") % {"name": who, "number": payload["number"]}
    return _count_moved(payload) % {"name": who, "place": _("to %s") % payload["number"]}


def _moved_here(payload: Payload, who: str, _view: CaseView, _names: Names) -> str:
    if payload["is_undone"]:
        return _("%(name)s took back what was moved to %(number)s") % {"name": who, "number": payload["number"]}
    return _count_moved(payload) % {"name": who, "place": _("here from %s") % payload["number"]}


def _count_moved(payload: Payload) -> str:
    count = len(_listed(payload, "message_ids"))
    text = ngettext("%(name)s moved a message %(place)s", "%(name)s moved %(count)d messages %(place)s", count)
    return text.replace("%(count)d", str(count))


def _canceled(payload: Payload, who: str, _view: CaseView, _names: Names) -> str:
    return _("%(name)s canceled the case: %(reason)s") % {"name": who, "reason": _reason(payload)}


def _promise(text: str) -> Words:
    """About a promise of the service level, named by its KPI's code."""
    return lambda payload, _who, _view, _names: _(text) % {"kpi": str(payload["kpi"]).replace("_", " ").capitalize()}


def _simply(text: str) -> Words:
    return lambda _payload, who, _view, _names: _(text) % {"name": who}


LABELS = {field.name: str(field.verbose_name) for field in Case._meta.concrete_fields}
WORDS: dict[str, tuple[str, str, Words]] = {
    "cases.CaseOpened": ("circle-plus", "neutral", _opened),
    "cases.CaseChanged": ("pencil", "neutral", _changed),
    "cases.CaseDueSoon": ("alarm-clock", "warn", _promise("%(kpi)s is due soon")),
    "cases.CaseOverdue": ("flame", "bad", _promise("%(kpi)s was missed")),
    "cases.CaseStatusChanged": ("circle-dot", "neutral", _status),
    "cases.CasePicked": ("hand", "neutral", _simply("%(name)s picked it")),
    "cases.CaseAssigned": ("user-plus", "neutral", _assigned),
    "cases.CaseMessageWithdrawn": ("undo-2", "neutral", _withdrawn),
    "cases.CaseReleased": ("undo-2", "neutral", _released),
    "cases.ActivityClosed": ("square-check", "neutral", _closed_activity),
    "cases.ArticleLinked": ("book-open", "neutral", _article),
    "cases.MessagesMovedAway": ("folder-output", "neutral", _moved_away),
    "cases.MessagesMovedHere": ("folder-input", "neutral", _moved_here),
    "cases.CaseResolved": ("circle-check", "good", _simply("%(name)s resolved the case")),
    "cases.CaseCanceled": ("circle-slash", "neutral", _canceled),
    "cases.CaseReactivated": ("rotate-ccw", "neutral", _simply("%(name)s reactivated the case")),
}


def _resolution_words(event: EventRecord, view: CaseView) -> list[str]:
    """How it was resolved, under the line that says so."""
    found = view.resolution
    if event.name != "cases.CaseResolved" or not found or found["id"] != event.payload.get("resolution_id"):
        return []
    times = {"total": found["total_minutes"], "billable": found["billable_minutes"]}
    return [
        f"{found['label']}: {found['resolution']}",
        *([found["remarks"]] if found["remarks"] else []),
        _("Total time %(total)d minutes, billable %(billable)d minutes.") % times,
    ]


def _reason(payload: Payload) -> str:
    return reason_label(str(payload["status_reason"]))


def _listed(payload: Payload, name: str) -> list[str]:
    found = payload.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []


def _joined(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
