"""A message that was taken back becomes the draft it was."""

from django.core.files.base import ContentFile

from caseway.cases.models import Case
from caseway.engagement.models import Attachment, Message
from caseway.kernel.access import Actor
from caseway.knowledge.models import Article
from caseway.workspace.commands.draft_files import NewFile, add_files
from caseway.workspace.commands.drafts import Choice, held_draft
from caseway.workspace.models import Draft
from caseway.workspace.queries.people import written
from caseway.workspace.rules import with_addresses


def put_back(case: Case, message: Message, *, actor: Actor) -> Draft:
    """What was begun since stands below what comes back."""
    draft = held_draft(case, actor=actor, mode=_mode(message))
    own = list(message.attachments.order_by("id")[: int(message.facts.get("own_files", 0))])
    pictures = _restore(draft, own)
    html = message.html[: int(message.facts.get("own_html", len(message.html)))]
    draft.body = f"{with_addresses(html, pictures)}{draft.body}"
    draft.recipients = {kind: _line(message, kind) for kind in ("to", "cc", "bcc")}
    draft.choices = _choices(message)
    draft.version += 1
    draft.save()
    return draft


def _mode(message: Message) -> str:
    if "begins" in message.facts:
        return "new"
    return "forward" if message.conversation.is_aside else "reply"


def _restore(draft: Draft, files: list[Attachment]) -> dict[str, str]:
    """The files stand in the draft again; returns where the pictures of the text are now."""
    added = add_files(draft, [_new(file) for file in files])
    places = zip(files, added, strict=True)
    return {file.content_id: f"/draft-files/{new.pk}/" for file, new in places if file.is_inline}


def _new(file: Attachment) -> NewFile:
    with file.file.open("rb") as stored:
        content = ContentFile(stored.read())
    return NewFile(filename=file.filename, content_type=file.content_type, content=content, is_inline=file.is_inline)


def _line(message: Message, kind: str) -> str:
    return ", ".join(written(one.get("name", ""), one["email"]) for one in message.recipients.get(kind, ()))


def _choices(message: Message) -> dict[str, Choice]:
    facts = message.facts
    choices: dict[str, Choice] = {"mailbox": message.from_email, "encrypt": bool(facts.get("encrypt"))}
    if facts.get("articles"):
        choices["articles"] = list(Article.objects.filter(pk__in=facts["articles"]).values_list("number", flat=True))
    if "begins" in facts:
        choices["subject"] = facts["begins"]
    if "forwards" in facts:
        choices |= {"message": facts["forwards"], "attachments": [str(pk) for pk in facts.get("attachments", [])]}
    return choices
