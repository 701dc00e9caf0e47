"""Which rule takes a piece of work. Pure: rules and attributes in, a choice and its reason out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from caseway.kernel.conditions.rules import Field, Tree, Value, explain, matches


@dataclass(frozen=True, slots=True)
class Rule:
    id: int
    name: str
    condition: Tree
    queue_id: int | None
    agent_id: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Where work goes; without a rule it goes to the default queue."""

    rule_id: int | None
    queue_id: int | None
    agent_id: int | None
    reason: str


def choose(
    rules: Sequence[Rule],
    attributes: Mapping[str, Value],
    *,
    fields: Mapping[str, Field],
    fallback_queue_id: int | None,
    now: datetime,
) -> Choice:
    """The first rule that matches decides."""
    for rule in rules:
        if matches(rule.condition, attributes, now=now):
            because = explain(rule.condition, attributes, fields, now=now)
            return Choice(rule.id, rule.queue_id, rule.agent_id, f"{rule.name}: {because}")
    return Choice(None, fallback_queue_id, None, "No routing rule matched, so it goes to the default queue.")
