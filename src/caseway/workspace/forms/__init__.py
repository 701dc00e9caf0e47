from caseway.workspace.forms.cases import NewCaseForm
from caseway.workspace.forms.composing import ComposeForm
from caseway.workspace.forms.drafts import DraftFilesForm, DraftForm
from caseway.workspace.forms.moving import MoveForm

__all__ = ["ComposeForm", "DraftFilesForm", "DraftForm", "MoveForm", "NewCaseForm"]
