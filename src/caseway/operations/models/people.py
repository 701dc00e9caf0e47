"""The people who serve customers, the teams they work in, and the roles they hold there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Agent(models.Model):
    """Somebody, or a bot, who works on cases. A person signs in with a user; a bot has none."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        BOT = "bot", _("Bot")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=120)
    signature = models.TextField(_("signature"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    is_active = models.BooleanField(_("is active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A group of agents that owns records together."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    members = models.ManyToManyField(Agent, through="TeamMembership", related_name="teams")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TeamMembership(models.Model):
    """An agent's place in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "agent"], name="one_membership_a_team")]

    def __str__(self) -> str:
        return f"{self.agent} in {self.team}"


class Role(models.Model):
    """A set of permissions, each at a level: own, team or all."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    permissions = models.JSONField(_("permissions"), default=dict)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RoleAssignment(models.Model):
    """A role an agent holds: in one team, or everywhere."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "role", "team"], nulls_distinct=False, name="role_held_once_a_team"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agent} as {self.role}"
