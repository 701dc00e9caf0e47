"""Legal notices that companies put under every mail."""

import re
from collections.abc import Sequence
from itertools import pairwise

from caseway.engagement.channels.email.rules.lines import Line

from .kinds import Kind

_MIN_CHARS = 100
_MAX_CHARS = 4_000
_MAX_PARAGRAPHS = 100
_SIGNS_NEEDED = 2
_HEADING = re.compile(
    r"[\W_]{0,6}(?:legal |important |e-?mail |confidentiality )?(?:disclaimer|notice|confidentiality|"
    r"haftungsausschluss|rechtlicher hinweis|vertraulichkeitshinweis|avis (?:de confidentialité|important)|"
    r"aviso (?:legal|de confidencialidade?)|avviso di riservatezza)[\W_]{0,6}",
    re.IGNORECASE,
)
_SCANNED = re.compile(
    r"(?:scanned|checked|tested|geprüft|vérifié|analys|analizza|controla|gescand|skann)[^.]{0,60}\b(?:virus|malware|viren)|"
    r"\b(?:virus|malware|viren)[^.]{0,60}(?:scanned|checked|geprüft|vérifié|analizzat|gescand|skannat)",
    re.IGNORECASE,
)
_SIGNS = tuple(
    tuple(words.split("|"))
    for words in (
        (
            "confident|confidenz|confidenc|vertraulich|vertrouwelijk|fortrolig|konfidentiell|luottamuksel|poufn|důvěrn|"
            "dôvern|riservat|privileged|конфиденциальн|конфіденційн|εμπιστευτικ|gizli|bizalmas|保密|机密|機密|기밀"
        ),
        (
            "intended for|intended recipient|intended solely for|intended only for|intended exclusively for|addressee|"
            "sole use|bestimmungsgemäß|richtige adressat|richtiger adressat|richtigen adressat|richtige empfänger|"
            "richtiger empfänger|richtigen empfänger|uso esclusivo|destinatari|destinatário|destinataire|geadresseerde|"
            "mottagare|modtager|mottaker|vastaanottaja|adresat|příjemc|адресат|παραλήπτη|címzett|alıcı|收件人|수신인"
        ),
        (
            "unauthoris|unauthoriz|prohibited|disclos|dissemination|irrtümlich|unbefugt|par erreur|por error|"
            "per errore|por engano|ten onrechte|nicht gestattet|interdit|prohibid|proibid|vietat|verboden|zabronion|"
            "zakázán|запрещен|заборонен|yasak|禁止"
        ),
        (
            "notify the sender|notify us|inform the sender|inform us|delete it|delete this|delete the|informieren sie|"
            "benachrichtigen sie|vernichten|löschen|détruire|supprimer|elimin|borra|borre|apag|cancellar|verwijder|"
            "radera|slet|usun|smaž|удалит|видал"
        ),
        "virus|liabilit|liable|responsab|haftung|aansprakelijk|views or opinions",
    )
)
_ASCII_SIGNS = tuple(tuple(filter(str.isascii, words)) for words in _SIGNS)


def mark_disclaimers(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """Each later paragraph that reads like a legal notice by two signs at least; never the first words.

    With it goes its heading, and what a scanner added below it. Only the last paragraphs are looked at.
    """
    places = _paragraphs(kinds)
    below, before = False, ""
    for number in range(max(1, len(places) - _MAX_PARAGRAPHS), len(places)):
        start, end = places[number]
        text = " ".join([line.text for line in lines[start:end]])[:_MAX_CHARS]
        if _is_notice(text) or (below and _SCANNED.search(text)):
            if _HEADING.fullmatch(before):
                start = places[number - 1][0]
            kinds[start:end] = [Kind.SIGNATURE if kind is Kind.TEXT else kind for kind in kinds[start:end]]
            below = True
        before = text


def _is_notice(text: str) -> bool:
    if len(text) < _MIN_CHARS:
        return False
    lowered = text.lower()
    signs = _ASCII_SIGNS if text.isascii() else _SIGNS
    return sum(any(word in lowered for word in words) for words in signs) >= _SIGNS_NEEDED


def _paragraphs(kinds: Sequence[Kind]) -> list[tuple[int, int]]:
    """(start, end) of each run of text lines."""
    text = Kind.TEXT
    breaks = [-1, *(index for index, kind in enumerate(kinds) if kind is not text), len(kinds)]
    return [(before + 1, after) for before, after in pairwise(breaks) if after - before > 1]
