"""One's own drafts. Nobody else may read them."""

from django.db.models import QuerySet

from caseway.cases.queries import visible_cases
from caseway.kernel.access import Actor
from caseway.workspace.models import Draft, DraftFile


def visible_drafts(actor: Actor) -> QuerySet[Draft]:
    """Drafts the actor wrote, on cases they may still read."""
    return Draft.objects.filter(agent_id=actor.agent_id or 0, case__in=visible_cases(actor)).select_related("case")


def visible_draft_files(actor: Actor) -> QuerySet[DraftFile]:
    return DraftFile.objects.filter(draft__in=visible_drafts(actor)).select_related("draft__case")
