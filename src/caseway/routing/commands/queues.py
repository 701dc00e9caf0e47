"""Configuring queues and who works them."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Self

from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, Invalid
from caseway.operations.queries import agents, teams
from caseway.routing.models import Queue, QueueMembership, RoutingRule, WorkItem
from caseway.routing.queries.rules import all_queues, routing_rules

PERMISSION = "settings.manage"


class QueueInUse(DomainError):
    """Work or rules still point to the queue."""


@dataclass(frozen=True, kw_only=True)
class QueueDetails:
    """A queue belongs to one agent or one team. `member_ids` are the agents who work it; None leaves them."""

    name: str
    slug: str
    description: str = ""
    is_public: bool = True
    is_default: bool = False
    priority: int = 100
    owner_agent_id: int | None = None
    owner_team_id: int | None = None
    member_ids: Collection[int] | None = None

    @classmethod
    def of(cls, queue: Queue) -> Self:
        """The queue as it stands."""
        names = [name for name in cls.__dataclass_fields__ if name != "member_ids"]
        return cls(**{name: getattr(queue, name) for name in names})

    def values(self) -> dict[str, object]:
        return {name: value for name, value in asdict(self).items() if name != "member_ids"}


@atomic()
def create_queue(details: QueueDetails, *, actor: Actor) -> Queue:
    require(actor, PERMISSION)
    queue = Queue(**details.values())
    _check(queue)
    if queue.is_default:
        _unset_default(actor)
    queue.save(force_insert=True)
    record_change(queue, actor=actor)
    _keep_members(queue, details.member_ids, actor)
    forget()
    return queue


@atomic()
def update_queue(queue: Queue, *, actor: Actor, details: QueueDetails) -> Queue:
    """Change a queue and its members. The default queue stays the default until another one is."""
    require(actor, PERMISSION)
    queue = lock_row(queue)
    was_default = queue.is_default
    for name, value in details.values().items():
        setattr(queue, name, value)
    queue.is_default = queue.is_default or was_default
    _check(queue)
    if queue.is_default and not was_default:
        _unset_default(actor)
    queue.save(update_fields=list(details.values()))
    record_change(queue, actor=actor)
    _keep_members(queue, details.member_ids, actor)
    forget()
    return queue


@atomic()
def delete_queue(queue: Queue, *, actor: Actor) -> None:
    """Forget a queue that nothing stands in and no rule sends to."""
    require(actor, PERMISSION)
    queue = lock_row(queue)
    if queue.is_default:
        raise QueueInUse(
            _("%(queue)s takes what no rule routes. Make another queue the default first.") % {"queue": queue}
        )
    if WorkItem.objects.filter(queue=queue).exists() or RoutingRule.objects.filter(queue=queue).exists():
        raise QueueInUse(_("Work or a rule still points to %(queue)s. Route it elsewhere first.") % {"queue": queue})
    record_change(queue, actor=actor, action="removed")
    queue.delete()
    forget()


@atomic()
def add_member(queue: Queue, agent_id: int, *, actor: Actor) -> None:
    """Let an agent work the queue; nothing happens to one who does already."""
    _change_members(queue, actor, joining={agent_id})


@atomic()
def remove_member(queue: Queue, agent_id: int, *, actor: Actor) -> None:
    """Let an agent work the queue no more."""
    _change_members(queue, actor, leaving={agent_id})


def forget() -> None:
    """Let this process read queues and rules anew."""
    routing_rules.forget()
    all_queues.forget()


def _check(queue: Queue) -> None:
    faults = {}
    if (queue.owner_agent_id is None) == (queue.owner_team_id is None):
        faults["owner"] = _("Choose a team or a person.")
    elif queue.owner_agent_id and not agents().filter(pk=queue.owner_agent_id).exists():
        faults["owner_agent_id"] = _("Choose a person who works here.")
    elif queue.owner_team_id and not teams().filter(pk=queue.owner_team_id).exists():
        faults["owner_team_id"] = _("Choose a team that exists.")
    others = Queue.objects.exclude(pk=queue.pk)
    for name in ("name", "slug"):
        if others.filter(**{name: getattr(queue, name)}).exists():
            faults[name] = _("Another queue has it already.")
    if faults:
        raise Invalid(_("The queue cannot be kept like this: correct %s.") % ", ".join(faults), fields=faults)


def _unset_default(actor: Actor) -> None:
    for old in Queue.objects.filter(is_default=True):
        held = lock_row(old)
        held.is_default = False
        held.save(update_fields=["is_default"])
        record_change(held, actor=actor)


def _keep_members(queue: Queue, member_ids: Collection[int] | None, actor: Actor) -> None:
    """Let exactly these agents work the queue."""
    if member_ids is not None:
        members = set(queue.memberships.values_list("agent_id", flat=True))
        _change_members(queue, actor, joining=set(member_ids) - members, leaving=members - set(member_ids))


def _change_members(
    queue: Queue, actor: Actor, *, joining: Collection[int] = (), leaving: Collection[int] = ()
) -> None:
    """Each coming and going stands in the audit."""
    require(actor, PERMISSION)
    lock_row(queue)
    for membership in QueueMembership.objects.filter(queue=queue, agent_id__in=leaving).select_for_update():
        record_change(membership, actor=actor, action="removed")
        membership.delete()
    if agents().filter(pk__in=joining).count() != len(joining):
        raise Invalid(_("Choose people who work here."), fields={"members": _("Somebody chosen is not here any more.")})
    for agent_id in sorted(joining):
        membership, is_new = QueueMembership.objects.get_or_create(queue=queue, agent_id=agent_id)
        if is_new:
            record_change(membership, actor=actor)
