"""The same decision about many held mails: a few at once, many by a job that may stop and go on."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.commands.quarantining import discard_mail, recover_mail, restore_mail
from caseway.engagement.channels.email.events import BulkDecisionStarted
from caseway.engagement.channels.email.models import BulkDecision, Quarantine
from caseway.engagement.channels.email.queries.quarantine import Wanted, quarantined, visible_quarantine
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.events import publish
from caseway.kernel.realtime import notify
from caseway.operations.queries import actor_for

PERMISSION = "mail.quarantine"
AT_ONCE = 20
BATCH = 50
Verb = BulkDecision.Verb
VERBS: dict[str, Callable[..., object]] = {
    Verb.RECOVER: recover_mail,
    Verb.DISCARD: discard_mail,
    Verb.RESTORE: restore_mail,
}


def decide_many(*, verb: str, wanted: Wanted, ids: Sequence[int] = (), actor: Actor) -> BulkDecision:
    """Recover, discard or hold again the chosen mails, or all that are wanted. Up to twenty are done on return."""
    decision = _begin(verb=verb, wanted=wanted, ids=ids, actor=actor)
    if decision.total <= AT_ONCE:
        carry_out(decision.pk)
        decision.refresh_from_db()
    return decision


@atomic()
def _begin(*, verb: str, wanted: Wanted, ids: Sequence[int], actor: Actor) -> BulkDecision:
    require(actor, PERMISSION)
    if verb not in VERBS:
        raise Invalid(_("Choose recover, discard or restore."), fields={"verb": _("This cannot be done to mail.")})
    chosen = _chosen(visible_quarantine(actor), list(ids)) if ids else quarantined(actor, wanted)
    total, last = chosen.count(), chosen.aggregate(last=Max("pk"))["last"]
    if not total or actor.agent_id is None:
        raise Invalid(_("No mail is chosen: select some first."))
    decision = BulkDecision.objects.create(
        verb=verb, wanted=asdict(wanted), ids=list(ids), last_id=last, total=total, agent_id=actor.agent_id
    )
    if total > AT_ONCE:
        publish(BulkDecisionStarted(bulk_decision_id=decision.pk, actor=actor.reference))
    return decision


def carry_out(decision_id: int) -> None:
    """Go on where it stands, each mail by itself, so that one refusal stops no other. Safe to run again."""
    decision = BulkDecision.objects.get(pk=decision_id)
    actor = actor_for(decision.agent_id, via="job")
    while decision.finished_at is None:
        mails = _next(decision, actor)
        for mail in mails:
            _try(decision, mail, actor)
        if len(mails) < BATCH:
            decision.finished_at = timezone.now()
        _keep(decision)


def _next(decision: BulkDecision, actor: Actor) -> list[Quarantine]:
    mails = visible_quarantine(actor)
    chosen = _chosen(mails, decision.ids) if decision.ids else Wanted(**decision.wanted).narrow(mails)
    left = chosen.filter(pk__gt=decision.cursor, pk__lte=decision.last_id)
    return list(left.select_related("message").order_by("pk")[:BATCH])


def _try(decision: BulkDecision, mail: Quarantine, actor: Actor) -> None:
    decision.cursor = mail.pk
    try:
        VERBS[decision.verb](mail, actor=actor, within=decision)
        decision.done += 1
    except DomainError as error:
        decision.refused += 1
        decision.refusal = decision.refusal or f"{mail.subject or mail.sender}: {error}"[:500]


@atomic()
def _keep(decision: BulkDecision) -> None:
    decision.save(update_fields=["cursor", "done", "refused", "refusal", "finished_at"])
    notify("quarantine:0")


def _chosen(mails: QuerySet[Quarantine], ids: list[int]) -> QuerySet[Quarantine]:
    return mails.filter(pk__in=ids)
