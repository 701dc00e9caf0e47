from caseway.cases.models.activities import Activity, Mention, Note
from caseway.cases.models.cases import Case, StatusReason
from caseway.cases.models.links import CaseArticle, CaseConversation, CaseHold
from caseway.cases.models.moves import MessageMove
from caseway.cases.models.resolutions import CaseResolution
from caseway.cases.models.search import CaseSearch

__all__ = [
    "Activity",
    "Case",
    "CaseArticle",
    "CaseConversation",
    "CaseHold",
    "CaseResolution",
    "CaseSearch",
    "Mention",
    "MessageMove",
    "Note",
    "StatusReason",
]
