"""Conditions as configuration keeps them: what can no longer be read stops nothing else."""

from collections.abc import Mapping

import structlog

from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.rules import ALWAYS, ConditionError, Json, Not, Tree, parse

log = structlog.get_logger()
NEVER = Not(ALWAYS)


def stored(condition: Mapping[str, Json] | None, record_type: str, *, of: object) -> Tree:
    """The condition of a rule; one that cannot be read any more (its field is gone) never applies, and is logged."""
    try:
        return parse(condition, fields_of(record_type))
    except ConditionError as error:
        log.error("unreadable condition", of=str(of), error=str(error))
        return NEVER
