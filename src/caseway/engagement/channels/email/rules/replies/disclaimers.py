"""Legal notices that companies put under every mail."""

import re
from collections.abc import Sequence

from caseway.engagement.channels.email.rules.lines import Line

from .kinds import Kind

_MIN_CHARS = 100
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
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"confiden[tzc]|vertraulich|vertrouwelijk|fortrolig|konfidentiell|luottamuksel|poufn|důvěrn|dôvern|"
            r"riservat|"
            r"privileged|конфиденциальн|конфіденційн|εμπιστευτικ|gizli|bizalmas|保密|机密|機密|기밀"
        ),
        (
            r"intended (?:solely |only |exclusively )?(?:for|recipient)|addressee|sole use|bestimmungsgemäß|"
            r"richtige[nr]? (?:adressat|empfänger)|uso esclusivo|destinatari|destinatário|destinataire|geadresseerde|"
            r"mottagare|modtager|mottaker|vastaanottaja|adresat|příjemc|адресат|παραλήπτη|címzett|alıcı|收件人|수신인"
        ),
        (
            r"unauthori[sz]ed|prohibited|disclos|dissemination|irrtümlich|unbefugt|par erreur|por error|per errore|"
            r"por engano|ten onrechte|nicht gestattet|interdit|prohibid|proibid|vietat|verboden|zabronion|zakázán|"
            r"запрещен|заборонен|yasak|禁止"
        ),
        (
            r"(?:notify|inform) (?:the sender|us)|delete (?:it|this|the)|(?:informieren|benachrichtigen) sie|"
            r"vernichten|"
            r"löschen|détruire|supprimer|elimin|borr[ae]|apag|cancellar|verwijder|radera|slet|usun|smaž|удалит|видал"
        ),
        r"virus|liabilit|liable|responsab|haftung|aansprakelijk|views or opinions",
    )
)


def mark_disclaimers(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """Each later paragraph that reads like a legal notice by two signs at least; never the first words.

    With it goes its heading, and what a scanner added below it.
    """
    heading, below = (0, 0), False
    for start, end in _paragraphs(kinds)[1:]:
        text = " ".join(line.text for line in lines[start:end])[:4_000]
        if _is_notice(text) or (below and _SCANNED.search(text)):
            kinds[start:end] = [Kind.SIGNATURE] * (end - start)
            kinds[slice(*heading)] = [Kind.SIGNATURE] * (heading[1] - heading[0])
            below = True
        heading = (start, end) if _HEADING.fullmatch(text) else (0, 0)


def _is_notice(text: str) -> bool:
    return len(text) >= _MIN_CHARS and sum(bool(sign.search(text)) for sign in _SIGNS) >= _SIGNS_NEEDED


def _paragraphs(kinds: Sequence[Kind]) -> list[tuple[int, int]]:
    """(start, end) of each run of text lines."""
    found, start = [], -1
    for index, kind in enumerate([*kinds, Kind.EMPTY]):
        if kind is Kind.TEXT and start < 0:
            start = index
        elif kind is not Kind.TEXT and start >= 0:
            found.append((start, index))
            start = -1
    return found
