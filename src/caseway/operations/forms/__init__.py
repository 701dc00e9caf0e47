"""The forms of the settings pages. They ask; the commands decide."""

from caseway.operations.forms.arrangements import CalendarForm, TemplateForm
from caseway.operations.forms.people import AgentForm, NewAgentForm, RoleForm, TeamForm

__all__ = ["AgentForm", "CalendarForm", "NewAgentForm", "RoleForm", "TeamForm", "TemplateForm"]
