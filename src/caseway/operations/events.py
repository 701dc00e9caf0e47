"""What happens to the people who serve customers."""

from dataclasses import dataclass
from typing import ClassVar

from caseway.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AgentEvent(Event):
    subject: ClassVar[str] = "agent"
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class AgentCreated(AgentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AgentChanged(AgentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AgentDeactivated(AgentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AgentReactivated(AgentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class RoleAssigned(AgentEvent):
    role_id: int
    team_id: int | None


@dataclass(frozen=True, kw_only=True)
class RoleWithdrawn(AgentEvent):
    role_id: int
    team_id: int | None


@dataclass(frozen=True, kw_only=True)
class TeamJoined(AgentEvent):
    team_id: int


@dataclass(frozen=True, kw_only=True)
class TeamLeft(AgentEvent):
    team_id: int
