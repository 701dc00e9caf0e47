from caseway.workspace.forms.cases import NewCaseForm
from caseway.workspace.forms.composing import ComposeForm

__all__ = ["ComposeForm", "NewCaseForm"]
