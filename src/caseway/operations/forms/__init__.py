"""The forms of the settings pages. They ask; the commands decide."""

from caseway.operations.forms.arrangements import CalendarForm, TemplateFileForm, TemplateForm
from caseway.operations.forms.people import AgentForm, NewAgentForm, ProfileForm, RoleForm, TeamForm
from caseway.operations.forms.quick_replies import QuickReplyForm

__all__ = [
    "AgentForm",
    "CalendarForm",
    "NewAgentForm",
    "ProfileForm",
    "QuickReplyForm",
    "RoleForm",
    "TeamForm",
    "TemplateFileForm",
    "TemplateForm",
]
