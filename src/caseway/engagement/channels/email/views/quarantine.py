"""Mail that was held: the list, one of them with its source, and the decision about one or many."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.models import BulkDecision, Quarantine
from caseway.engagement.channels.email.queries import Wanted
from caseway.kernel.pages import AgentRequest, agent_page, done
from caseway.kernel.paging import page_of

PERMISSION = "mail.quarantine"
MOST_SOURCE = 200_000
State = Quarantine.State


@require_GET
@agent_page(PERMISSION)
def quarantine(request: AgentRequest) -> HttpResponse:
    wanted, cursor = wanted_by(request), request.GET.get("cursor", "")
    page = page_of(queries.quarantined(request.actor, wanted), order=("-id",), cursor=cursor)
    request.topics = ("quarantine:0",)
    context = {
        "mails": page.items,
        "wanted": wanted,
        "tabs": [_tab(label, Wanted(state=one), current=wanted.state == one) for one, label in State.choices],
        "causes": _causes(wanted, queries.causes_held(request.actor, wanted.state)),
        "decisions": queries.recent_decisions(request.actor),
        "query": _query(wanted),
        "next_url": f"{_query(wanted)}&cursor={page.next}" if page.next else None,
        "first_url": _query(wanted) if cursor else None,
    }
    return render(request, "email/quarantine.html", context)


@require_GET
@agent_page(PERMISSION)
def quarantined_mail(request: AgentRequest, pk: int) -> HttpResponse:
    mail = _mail(request, pk)
    source = queries.source_of_held(mail)
    context = {
        "mail": mail,
        "source": source[:MOST_SOURCE].decode("utf-8", "replace"),
        "is_cut": len(source) > MOST_SOURCE,
        "blocks": queries.block_links(mail.sender),
    }
    return render(request, "email/quarantined_mail.html", context)


@require_GET
@agent_page(PERMISSION)
def quarantined_source(request: AgentRequest, pk: int) -> HttpResponse:
    """The mail as it came, as a file."""
    name = {"Content-Disposition": f'attachment; filename="quarantine-{pk}.eml"'}
    return HttpResponse(queries.source_of_held(_mail(request, pk)), content_type="message/rfc822", headers=name)


@require_POST
@agent_page(PERMISSION)
def recover_mail(request: AgentRequest, pk: int) -> HttpResponse:
    commands.recover_mail(_mail(request, pk), actor=request.actor)
    return done(request, _("The mail is taken in."), to=reverse("email:quarantine"))


@require_POST
@agent_page(PERMISSION)
def discard_mail(request: AgentRequest, pk: int) -> HttpResponse:
    commands.discard_mail(_mail(request, pk), actor=request.actor)
    text, undo = _("The mail is discarded; its source is kept."), reverse("email:restore_mail", args=[pk])
    return done(request, text, to=reverse("email:quarantine"), undo=undo)


@require_POST
@agent_page(PERMISSION)
def restore_mail(request: AgentRequest, pk: int) -> HttpResponse:
    commands.restore_mail(_mail(request, pk), actor=request.actor)
    return done(request, _("The mail is held again."), to=reverse("email:quarantine"))


@require_POST
@agent_page(PERMISSION)
def decide_many(request: AgentRequest, verb: str) -> HttpResponse:
    """With the chosen mails; without any, with all that the address names."""
    ids = [int(one) for one in request.POST.getlist("selected")[:500] if one.isdecimal() and len(one) < 19]
    decision = commands.decide_many(verb=verb, wanted=wanted_by(request), ids=ids, actor=request.actor)
    undo = f"{reverse('email:decide_many', args=['restore'])}?decided_in={decision.pk}&state=discarded"
    is_undoable = decision.verb == BulkDecision.Verb.DISCARD and decision.finished_at
    return done(request, _told(decision), to=reverse("email:quarantine"), undo=undo if is_undoable else "")


def wanted_by(request: AgentRequest) -> Wanted:
    """What an address asks for. A state nobody knows is what is held."""
    asked = request.GET
    state, decided_in = asked.get("state", State.HELD), asked.get("decided_in", "")
    return Wanted(
        state=state if state in State.values else State.HELD,
        cause=asked.get("cause", "") if asked.get("cause") in Quarantine.Cause.values else "",
        text=asked.get("q", "")[:200],
        decided_in=int(decided_in) if decided_in.isdecimal() and len(decided_in) < 19 else None,
    )


def _causes(wanted: Wanted, counts: dict[str, int]) -> list[dict[str, object]]:
    """All of a state, and those of each cause there is."""
    every = _tab(_("All causes"), replace(wanted, cause=""), current=not wanted.cause, count=sum(counts.values()))
    return [every] + [
        _tab(Quarantine.Cause(one).label, replace(wanted, cause=one), current=wanted.cause == one, count=number)
        for one, number in counts.items()
    ]


def _told(decision: BulkDecision) -> str:
    if decision.finished_at is None:
        text = ngettext("%(count)d mail is worked on.", "%(count)d mails are worked on.", decision.total)
        return text % {"count": decision.total}
    words = {
        BulkDecision.Verb.RECOVER: ngettext(
            "%(count)d mail is taken in.", "%(count)d mails are taken in.", decision.done
        ),
        BulkDecision.Verb.DISCARD: ngettext(
            "%(count)d mail is discarded.", "%(count)d mails are discarded.", decision.done
        ),
        BulkDecision.Verb.RESTORE: ngettext(
            "%(count)d mail is held again.", "%(count)d mails are held again.", decision.done
        ),
    }
    return " ".join([words[BulkDecision.Verb(decision.verb)] % {"count": decision.done}, decision.refusal]).strip()


def _query(wanted: Wanted) -> str:
    named = {"state": wanted.state, "cause": wanted.cause, "q": wanted.text}
    return "?" + urlencode({name: value for name, value in named.items() if value})


def _tab(label: object, wanted: Wanted, *, current: bool, count: int | None = None) -> dict[str, object]:
    return {"label": label, "url": _query(wanted), "current": current, "count": count}


def _mail(request: AgentRequest, pk: int) -> Quarantine:
    return get_object_or_404(queries.visible_quarantine(request.actor).select_related("message"), pk=pk)
