"""People and bots: added, changed, put on leave for good and taken back. Nobody is deleted, for their work stays."""

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.events import publish
from caseway.kernel.models import User
from caseway.operations.commands.templates import fault_of
from caseway.operations.events import AgentChanged, AgentCreated, AgentDeactivated, AgentReactivated
from caseway.operations.models import Agent
from caseway.operations.queries.settings import administrators
from caseway.operations.rules.instants import CalendarError
from caseway.operations.rules.opening_hours import zone_named

PERMISSION = "settings.manage"


class NoAdministratorLeft(DomainError):
    """Nobody could change the settings any more."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How an agent appears. `time_zone` is an IANA name."""

    name: str
    signature: str = ""
    time_zone: str = "UTC"


@atomic()
def create_agent(profile: Profile, *, email: str, actor: Actor, password: str = "") -> Agent:
    """Add a person who signs in with this address. Without a password they set one by mail or sign in elsewhere."""
    require(actor, PERMISSION)
    _require_sound(profile)
    user = User.objects.create_user(_free_address(email), _sound_password(password, email))
    agent = Agent.objects.create(user=user, **vars(profile))
    record_change(agent, actor=actor)
    publish(AgentCreated(agent_id=agent.pk, actor=actor.reference))
    return agent


@atomic()
def create_bot(profile: Profile, *, actor: Actor) -> Agent:
    """Add a bot: an agent without a sign-in."""
    require(actor, PERMISSION)
    _require_sound(profile)
    agent = Agent.objects.create(kind=Agent.Kind.BOT, **vars(profile))
    record_change(agent, actor=actor)
    publish(AgentCreated(agent_id=agent.pk, actor=actor.reference))
    return agent


@atomic()
def change_agent(agent: Agent, profile: Profile, *, actor: Actor) -> Agent:
    """Change name, signature and time zone; everybody may change their own."""
    if actor.agent_id != agent.pk:
        require(actor, PERMISSION)
    _require_sound(profile)
    agent = lock_row(agent)
    agent.name, agent.signature, agent.time_zone = profile.name, profile.signature, profile.time_zone
    agent.save(update_fields=["name", "signature", "time_zone"])
    record_change(agent, actor=actor)
    publish(AgentChanged(agent_id=agent.pk, actor=actor.reference))
    return agent


@atomic()
def deactivate_agent(agent: Agent, *, actor: Actor) -> Agent:
    """They sign in no more and get no work. What they own stays theirs until somebody assigns it."""
    agent = _set_active(agent, False, actor)
    if not administrators().exists():
        raise NoAdministratorLeft(_("%(name)s is the last administrator: name another first.") % {"name": agent.name})
    publish(AgentDeactivated(agent_id=agent.pk, actor=actor.reference))
    return agent


@atomic()
def reactivate_agent(agent: Agent, *, actor: Actor) -> Agent:
    agent = _set_active(agent, True, actor)
    publish(AgentReactivated(agent_id=agent.pk, actor=actor.reference))
    return agent


def _set_active(agent: Agent, is_active: bool, actor: Actor) -> Agent:
    require(actor, PERMISSION)
    agent = lock_row(agent)
    agent.is_active = is_active
    agent.save(update_fields=["is_active"])
    User.objects.filter(pk=agent.user_id or 0).update(is_active=is_active)
    record_change(agent, actor=actor)
    return agent


def _require_sound(profile: Profile) -> None:
    try:
        zone_named(profile.time_zone)
    except CalendarError as error:
        raise Invalid(str(error), fields={"time_zone": str(error)}) from error
    if not profile.name.strip():
        raise Invalid(_("An agent needs a name."), fields={"name": _("Write the name customers will read.")})
    if fault := fault_of(profile.signature):
        raise Invalid(fault, fields={"signature": fault})


def _free_address(email: str) -> str:
    address = email.strip().lower()
    if User.objects.filter(email__iexact=address).exists():
        taken = _("Somebody signs in with this address already.")
        raise Invalid(taken, fields={"email": taken})
    return address


def _sound_password(password: str, email: str) -> str | None:
    if not password:
        return None
    try:
        validate_password(password, User(email=email))
    except ValidationError as error:
        raise Invalid(_("Choose another password."), fields={"password": " ".join(error.messages)}) from error
    return password
