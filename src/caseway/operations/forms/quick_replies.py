"""What a quick reply says, and how it is found."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.operations.commands import QuickWords
from caseway.operations.models import QuickReply

VARIABLES = (
    "case.number",
    "case.title",
    "contact.name",
    "contact.first_name",
    "account.name",
    "agent.name",
    "agent.first_name",
)


class QuickReplyForm(forms.Form):
    """`may_share`: whether the writer may write for everybody."""

    name = forms.CharField(label=_("Name"), max_length=120)
    shortcut = forms.SlugField(
        label=_("Shortcut"), max_length=40, required=False, help_text=_("Typed after / it comes first.")
    )
    language = forms.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$",
        label=_("Language"),
        required=False,
        help_text=_("Such as en or de. Empty where it fits any."),
    )
    tags = forms.CharField(label=_("Tags"), max_length=400, required=False, help_text=_("With commas between them."))
    body = forms.CharField(label=_("Text"), max_length=100_000)
    is_shared = forms.BooleanField(label=_("For everybody"), required=False)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]

    def words(self) -> QuickWords:
        asked = {name: value for name, value in self.cleaned_data.items() if name != "tags"}
        return QuickWords(**asked, tags=tuple(self.cleaned_data["tags"].split(",")))

    @staticmethod
    def initial_of(reply: QuickReply) -> dict[str, object]:
        shown = {name: getattr(reply, name) for name in ("name", "shortcut", "language", "body")}
        return shown | {"tags": ", ".join(reply.tags), "is_shared": reply.owner_id is None}
