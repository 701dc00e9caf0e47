"""Who works here, in which teams, with which roles."""

from zoneinfo import available_timezones

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from caseway.operations.commands import Profile
from caseway.operations.models import Agent, Role, Team
from caseway.operations.queries import agents, teams
from caseway.operations.queries.settings import all_roles
from caseway.operations.rules.roles import PERMISSIONS

LEVEL_CHOICES = (("", _("Not at all")), ("own", _("Own records")), ("team", _("The team's records")), ("all", _("All")))
Held = tuple[Role, Team | None]
GroupedChoices = list[tuple[str, list[tuple[str, str]]]]


def time_zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


def holdings() -> list[Held]:
    """Every way to hold a role: everywhere, or in one team."""
    places: list[Team | None] = [None, *teams()]
    return [(role, place) for role in all_roles() for place in places]


def role_choices() -> GroupedChoices:
    grouped: dict[str, list[tuple[str, str]]] = {}
    for role, team in holdings():
        label = f"{role.name}, {team.name}" if team else role.name
        grouped.setdefault(role.name, []).append((_key(role, team), label))
    return list(grouped.items())


class ProfileForm(forms.Form):
    """How somebody appears: their own page asks no more."""

    name = forms.CharField(label=_("Name"), max_length=120)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, initial="UTC")
    signature = forms.CharField(
        label=_("Signature"), max_length=5000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def profile(self) -> Profile:
        asked = self.cleaned_data
        return Profile(name=asked["name"], signature=asked["signature"], time_zone=asked["time_zone"])


class AgentForm(ProfileForm):
    """A profile, the teams and the roles held: each role everywhere, or in some teams."""

    member_of = forms.ModelMultipleChoiceField(
        queryset=teams(), label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, choices=role_choices, help_text=_("Hold Ctrl to choose several.")
    )
    is_active = forms.BooleanField(label=_("May sign in and get work"), required=False, initial=True)

    def held(self) -> list[Held]:
        """The roles chosen, each with its team or None for everywhere."""
        known = {_key(role, team): (role, team) for role, team in holdings()}
        return [known[key] for key in self.cleaned_data["roles"]]

    @staticmethod
    def initial_of(agent: Agent) -> dict[str, object]:
        """What the form shows of an agent."""
        return {
            "name": agent.name,
            "time_zone": agent.time_zone,
            "signature": agent.signature,
            "member_of": [team.pk for team in agent.teams.all()],
            "roles": [_key(held.role, held.team) for held in agent.assignments.all()],
            "is_active": agent.is_active,
        }


class NewAgentForm(AgentForm):
    """A new person also needs what to sign in with."""

    email = forms.EmailField(label=_("Email"), max_length=254)
    password = forms.CharField(
        label=_("First password"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave it empty when they sign in through your own sign-on."),
    )
    field_order = ("name", "email", "password")


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    members = forms.ModelMultipleChoiceField(
        queryset=agents(), label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple
    )


class RoleForm(forms.Form):
    """One choice for each permission: how far it reaches."""

    name = forms.CharField(label=_("Name"), max_length=80)
    slug = forms.SlugField(label=_("Short name"), max_length=80, help_text=_("Stable, for programs."))

    def __init__(self, data: QueryDict | None = None, *, role: Role | None = None) -> None:
        super().__init__(data, initial={"name": role.name} if role else None)
        if role:
            del self.fields["slug"]
        for permission in PERMISSIONS:
            self.fields[permission] = forms.ChoiceField(
                label=permission,
                choices=LEVEL_CHOICES,
                required=False,
                initial=role.permissions.get(permission, "") if role else "",
            )

    def permissions(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in PERMISSIONS if self.cleaned_data[name]}


def _key(role: Role, team: Team | None) -> str:
    return f"{role.pk}:{team.pk if team else ''}"
