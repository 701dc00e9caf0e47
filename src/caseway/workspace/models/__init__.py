"""What an agent has open, and what they have begun to write: kept on the server, so that no work is lost."""

from caseway.workspace.models.drafts import Draft, DraftFile
from caseway.workspace.models.looking import CaseLook, TrustedSender
from caseway.workspace.models.tabs import OpenTab

__all__ = ["CaseLook", "Draft", "DraftFile", "OpenTab", "TrustedSender"]
