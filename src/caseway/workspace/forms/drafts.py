"""What the composer keeps while one writes."""

from django import forms

from caseway.workspace.commands import MODES, NewFile, Writing
from caseway.workspace.commands.drafts import RECIPIENTS, Choice
from caseway.workspace.forms.fields import FilesField

MOST_CHOSEN = 100
CHOSEN = ("subject", "mailbox", "answers", "message", "to_all")


class DraftForm(forms.Form):
    """Any part of what stands in one mode. `version` is the one the writer saw."""

    mode = forms.ChoiceField(choices=[(mode, mode) for mode in MODES])
    body = forms.CharField(required=False, max_length=500_000, strip=False)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    subject = forms.CharField(required=False, max_length=1000)
    mailbox = forms.CharField(required=False, max_length=320)
    answers = forms.IntegerField(required=False, min_value=0, max_value=2**62)
    message = forms.IntegerField(required=False, min_value=0, max_value=2**62)
    encrypt = forms.BooleanField(required=False)
    to_all = forms.BooleanField(required=False)
    articles = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    attachments = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    mentions = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def writing(self) -> Writing:
        """Only what was posted: the rest of the draft stays."""
        lines = {name: self.data[name] for name in RECIPIENTS if name in self.data}
        posted = {name: self.cleaned_data[name] for name in CHOSEN if name in self.data}
        choices: dict[str, Choice] = {name: value for name, value in posted.items() if value is not None}
        if "body" not in self.data:
            return Writing(recipients=lines, choices=choices)
        body = self.cleaned_data["body"]
        choices["encrypt"] = self.cleaned_data["encrypt"]
        for name in ("articles", "attachments", "mentions"):
            choices[name] = (self.cleaned_data[name] or [])[:MOST_CHOSEN]
        return Writing(body=body, recipients=lines, choices=choices)


class DraftFilesForm(forms.Form):
    """Files for a draft; `is_inline` for pictures that go into the text."""

    mode = forms.ChoiceField(choices=[(mode, mode) for mode in MODES])
    attached = FilesField()
    is_inline = forms.BooleanField(required=False)

    def new_files(self) -> list[NewFile]:
        return [
            NewFile(
                filename=file.name or "file",
                content_type=file.content_type or "application/octet-stream",
                content=file,
                is_inline=self.cleaned_data["is_inline"],
            )
            for file in self.cleaned_data["attached"]
        ]
