"""From the tree of parts to the text, the HTML and the attachments of a mail."""

import mimetypes
from dataclasses import dataclass, field
from html import escape

from .charsets import decode
from .enriched import plain_text
from .flowed import unflow
from .limits import MAX_HTML_CHARS, MAX_SHOWN_BYTES, MAX_TEXT_CHARS, Defects
from .mime import Part
from .model import Attachment
from .naming import invented_name, name_of
from .parameters import tidy_filename
from .rtf import readable
from .tnef import Tnef, read_tnef
from .uuencode import extract_files

_TEXT_TYPES = {"text/plain", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown"}
_ENRICHED = {"text/enriched", "text/richtext"}
_TNEF_TYPES = {"application/ms-tnef", "application/vnd.ms-tnef"}
_IGNORED_ALTERNATIVES = {"text/x-amp-html", "text/watch-html"}


@dataclass(slots=True)
class Block:
    """A stretch of the body, in one form or in two."""

    text: str = ""
    html: str = ""


@dataclass(slots=True)
class Found:
    """`shown` is the text of files that their sender shows below the body; they are attached all the same."""

    blocks: list[Block] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def add(self, other: "Found") -> None:
        self.blocks.extend(other.blocks)
        self.add_files(other)

    def add_files(self, other: "Found") -> None:
        self.attachments.extend(other.attachments)
        self.shown.extend(other.shown)


@dataclass(slots=True)
class Collector:
    """Walks the parts of one mail."""

    defects: Defects
    has_body: bool = False

    def collect(self, part: Part, *, is_root: bool = False, container: str = "") -> Found:
        if part.is_multipart:
            return self._multipart(part)
        if self._is_body(part, is_root=is_root, container=container):
            return self._body(part)
        return self._attachment(part)

    def _multipart(self, part: Part) -> Found:
        kind = part.content_type.removeprefix("multipart/")
        if kind == "alternative":
            return self._alternative(part)
        found = Found()
        for child in part.children:
            found.add(self.collect(child, container=kind))
        return found

    def _alternative(self, part: Part) -> Found:
        """Text of the first form that has it, HTML of the last; what else the forms carry is attached.

        A second plain text that says something else is no other form of the first, whatever its sender thought; nor is
        that of a form made of several parts.
        """
        merged, found = Block(), Found()
        body_before = self.has_body
        for child in part.children:
            self.has_body = body_before
            if child.content_type in _IGNORED_ALTERNATIVES:
                continue
            form = self.collect(child, container="alternative")
            found.add_files(form)
            text = "\n".join(block.text for block in form.blocks if block.text)
            if not merged.text.strip():
                merged.text = text
            elif text and _words(text) not in _words(merged.text):
                merged.text += f"\n{text}"
            merged.html = joined_html(form.blocks) or merged.html
        self.has_body = self.has_body or bool(merged.text or merged.html)
        found.blocks = [merged] if merged.text or merged.html else []
        return found

    def _is_body(self, part: Part, *, is_root: bool, container: str) -> bool:
        if part.content_type != "text/html" and part.content_type not in _TEXT_TYPES:
            return False
        if part.disposition == "attachment":
            return False
        is_nameless = not part.filename or is_root or container == "alternative"
        return is_nameless or (not part.disposition and not self.has_body)

    def _body(self, part: Part) -> Found:
        is_html = part.content_type == "text/html"
        limit = MAX_HTML_CHARS * 4 if is_html else MAX_TEXT_CHARS * 4
        if len(part.content) > limit:
            self.defects.add("body too long")
        text = decode(part.content[:limit], part.charset, is_html=is_html).replace("\r\n", "\n").replace("\r", "\n")
        self.has_body = self.has_body or bool(text.strip())
        if is_html:
            return Found([Block(html=text)])
        if part.content_type in _ENRICHED:
            text = plain_text(text, is_richtext=part.content_type == "text/richtext")
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, deletes_space=part.parameters.get("delsp", "").lower() == "yes")
        return self._plain(text[:MAX_TEXT_CHARS])

    def _plain(self, text: str) -> Found:
        if "\nbegin" not in text and not text.startswith("begin"):
            return Found([Block(text=text)])
        text, files = extract_files(text)
        return Found([Block(text=text)], [_named(file.filename, file.content) for file in files])

    def _attachment(self, part: Part) -> Found:
        if part.content_type in _TNEF_TYPES or part.filename.lower() == "winmail.dat":
            tnef = read_tnef(part.content)
            if tnef is not None and not tnef.is_empty:
                return self._unpacked(tnef)
        file = Attachment(
            name_of(part), part.content_type, part.content, content_id=part.content_id, declared_name=part.filename
        )
        return Found([], [file], self._shown(part))

    def _shown(self, part: Part) -> list[str]:
        is_shown = part.content_type == "text/plain" and part.disposition == "inline" and part.filename
        if not is_shown or len(part.content) > MAX_SHOWN_BYTES:
            return []
        return [block.text for block in self._body(part).blocks]

    def _unpacked(self, tnef: Tnef) -> Found:
        found = Found()
        for file in tnef.files:
            found.attachments.append(_named(file.filename, file.content, file.content_type, file.content_id))
        if not self.has_body:
            text, html = (tnef.text, tnef.html) if tnef.text or tnef.html else readable(tnef.rtf)
            found.blocks = [Block(text, html)] if text or html else []
            self.has_body = bool(found.blocks)
        return found


def _words(text: str) -> str:
    return f" {' '.join(text.split())} "


def joined_html(blocks: list[Block]) -> str:
    """One HTML of all blocks, plain ones made into HTML; empty where none of them is HTML."""
    if not any(block.html for block in blocks):
        return ""
    if len(blocks) == 1:
        return blocks[0].html
    return "\n".join(block.html or f"<div>{escape(block.text).replace(chr(10), '<br>')}</div>" for block in blocks)


def _named(filename: str, content: bytes, content_type: str = "", content_id: str = "") -> Attachment:
    content_type = content_type or _type_of(filename)
    name = tidy_filename(filename)
    return Attachment(
        name or invented_name(content_type), content_type, content, content_id=content_id, declared_name=name
    )


def _type_of(filename: str) -> str:
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"
