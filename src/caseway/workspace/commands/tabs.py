"""What stands in an agent's tabs. Only their own; at most ten."""

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from caseway.cases.models import Case
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.workspace.commands.looking import look_at_case
from caseway.workspace.models import Draft, OpenTab

MOST_TABS = 10


@atomic()
def open_tab(case: Case, *, actor: Actor) -> OpenTab:
    """Keep the case in the tabs and note that it was looked at now. An eleventh makes room for itself."""
    require(actor, "cases.read", case)
    kept = {"label": f"{case.number} {case.title}"[:200], "seen_at": timezone.now()}
    tab, is_new = OpenTab.objects.update_or_create(agent_id=actor.id, kind="case", reference=case.number, defaults=kept)
    if is_new:
        _make_room(tab)
    look_at_case(case, actor=actor)
    return tab


@atomic()
def close_tab(pk: int, *, actor: Actor) -> OpenTab | None:
    """Take one of the actor's own tabs away; its draft stays. None when there is no such tab."""
    tab = OpenTab.objects.filter(pk=pk, agent_id=actor.id).first()
    if tab:
        OpenTab.objects.filter(pk=tab.pk).delete()
    return tab


def _make_room(newest: OpenTab) -> None:
    """Beyond the most, those seen longest ago go, the ones without a draft first."""
    drafts = Draft.objects.filter(agent_id=OuterRef("agent_id"), case__number=OuterRef("reference")).exclude(body="")
    others = OpenTab.objects.filter(agent_id=newest.agent_id).exclude(pk=newest.pk).annotate(has_draft=Exists(drafts))
    kept = others.order_by("-has_draft", F("seen_at").desc(nulls_last=True), "-id")
    OpenTab.objects.filter(pk__in=list(kept.values_list("pk", flat=True)[MOST_TABS - 1 :])).delete()
