"""Who is responsible: pick, assign, release, route."""

from caseway.cases.commands.locking import lock_active, save_changes
from caseway.cases.events import CaseAssigned, CasePicked, CaseReleased, CaseRouted
from caseway.cases.models import Case, CaseConversation
from caseway.engagement import commands as engagement
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.events import publish
from caseway.operations.models import Agent
from caseway.routing import commands as routing
from caseway.routing.models import Queue, WorkItem


@atomic()
def pick_case(case: Case, *, actor: Actor) -> Case:
    """Take a case from its queue and become responsible for it.

    Of two at once one wins. Membership is checked there.
    """
    case = lock_active(case)
    take_scope(case, routing.pick(_work_item(case), actor=actor), actor=actor)
    publish(CasePicked(case_id=case.pk, agent_id=actor.id, actor=actor.reference))
    return case


@atomic()
def assign_case(case: Case, *, agent: Agent, actor: Actor) -> Case:
    """Make somebody responsible. It does not run the routing rules again."""
    require(actor, "cases.assign", case)
    case = lock_active(case)
    take_scope(case, routing.assign(_work_item(case), agent_id=agent.pk, actor=actor), actor=actor)
    publish(CaseAssigned(case_id=case.pk, agent_id=agent.pk, actor=actor.reference))
    return case


@atomic()
def release_case(case: Case, *, actor: Actor) -> Case:
    """Give it back to its queue, whose owner it belongs to again."""
    require(actor, "cases.work", case)
    case = lock_active(case)
    item = routing.release(_work_item(case), actor=actor)
    take_scope(case, item, actor=actor)
    publish(CaseReleased(case_id=case.pk, queue_id=item.queue_id, actor=actor.reference))
    return case


@atomic()
def route_case(case: Case, *, actor: Actor, queue: Queue | None = None, agent: Agent | None = None) -> Case:
    """Send it to a queue or a person; with neither, let the routing rules decide again."""
    require(actor, "cases.assign", case)
    case = lock_active(case)
    if queue is None and agent is None:
        item = routing.route_again(_work_item(case), actor=actor)
    else:
        item = routing.route(_work_item(case), queue=queue, agent=agent, actor=actor)
    take_scope(case, item, actor=actor)
    publish(CaseRouted(case_id=case.pk, queue_id=item.queue_id, agent_id=item.worked_by_id, actor=actor.reference))
    return case


@atomic()
def remove_from_queue(case: Case, *, actor: Actor) -> Case:
    """Take it out of its queue; who is responsible stays."""
    require(actor, "cases.assign", case)
    case = lock_active(case)
    routing.remove(_work_item(case), actor=actor)
    publish(CaseRouted(case_id=case.pk, queue_id=None, agent_id=case.owner_id, actor=actor.reference))
    return case


def take_scope(case: Case, item: WorkItem, *, actor: Actor) -> None:
    """The case, and the conversations it holds, belong to whom the work item says."""
    if (case.owner_id, case.team_id) == (item.owner_id, item.team_id):
        return
    case.owner_id, case.team_id = item.owner_id, item.team_id
    save_changes(case, "owner", "team", actor=actor)
    held = CaseConversation.objects.filter(case=case).values_list("conversation_id", flat=True)
    engagement.set_scope(list(held), owner_id=case.owner_id, team_id=case.team_id)


def _work_item(case: Case) -> int:
    if case.work_item_id is None:
        raise ValueError(f"{case.number} has no work item.")
    return case.work_item_id
