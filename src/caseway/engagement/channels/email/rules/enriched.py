"""text/enriched (RFC 1896) and its forerunner text/richtext (RFC 1341), read as plain text."""

import re

_PIECE = re.compile(r"<<|<(/?)([A-Za-z0-9-]{1,60})>|(\n+)|[^<\n]+|<")
_RICH = {"nl": "\n", "np": "\n", "lt": "<", "paragraph": "\n"}


def plain_text(source: str, *, is_richtext: bool) -> str:
    """The words without their commands. A line break alone is a blank, and of several one is left out."""
    kept: list[str] = []
    silent = unfilled = 0
    for piece in _PIECE.finditer(source):
        command = (piece[2] or "").lower()
        change = -1 if piece[1] else 1
        if command == "param":
            silent = max(silent + change, 0)
        elif command == "nofill":
            unfilled = max(unfilled + change, 0)
        elif not command and not silent:
            kept.append(_said(piece, is_filled=not unfilled))
        elif is_richtext:
            kept.append(_RICH.get(command, ""))
    return "".join(kept)


def _said(piece: re.Match[str], *, is_filled: bool) -> str:
    if piece[3] and is_filled:
        return piece[3][1:] or " "
    return "<" if piece[0] == "<<" else piece[0]
