"""From a server's words to an enhanced status code (RFC 3463)."""

import re

_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.:/-])([45]\d\d)(?=[ -]|$)(?!-\d{4})")
_NEARBY = re.compile(
    r"(?:smtp|error|said|status|code|host|response|answered|diagnostic|remote|reason|#|;|"
    r":)\W{0,4}[^\n]{0,80}?(?<![\d.])([45]\d\d)(?![\d.])",
    re.IGNORECASE,
)

_PHRASES = (
    ("1.1", (r"user (?:is )?(?:un|not )known|unknown user|no such (?:user|recipient|person|mailbox|account|address)|"
    "(?:mailbox|"
             r"user|account|recipient|address|addressee)\b.{0,60}(?:not found|does not exist|doesn't exist|"
             r"unavailable|unknown|invalid|rejected|not exist|disabled|inactive|not listed|suspended|no longer)|"
             r"invalid (?:recipient|mailbox|user|address)|no mailbox here|unrouteable address|unknown (?:recipient|"
             r"address|local)|"
             r"not our customer|not a valid (?:user|mailbox|recipient)|recipient (?:address )?rejected|"
             r"doesn.t have an? .{1,30}account|not listed in .{0,30}(?:directory|address book)|couldn't be found|"
             r"wasn't found|no existe|"
             r"n'existe pas|nicht gefunden|existiert nicht|non esiste|não existe|unbekannt|見つかりません|不明")),
    ("2.2", (r"(?:mailbox|mail ?folder|inbox) (?:is )?full|disk quota|exceeds allowed size|(?:over|exceed\w*) "
    "(?:the |its |their |disk |mailbox |"
             r"storage )?(?:storage )?(?:quota|limit)|quota (?:exceeded|is full)|insufficient (?:disk )?(?:space|"
             r"storage)|out of storage|"
             r"disk full|over quota|mailbox (?:size )?(?:limit )?exceeded|voll|容量")),
    ("1.2", (r"(?:host|domain)\b.{0,60}(?:unknown|not found|does not exist|doesn't exist|couldn't be found|invalid|"
             r"lookup failed|non-existent)|unknown (?:host|domain)|bad destination (?:host|system)|no mx|nxdomain|"
             r"name or service not known|unrouteable mail domain|unrouteable domain|cannot find (?:any|"
             r"an? ).{0,20}(?:host|mx|exchanger)|can't find .{0,30}host|no route to domain")),
    ("3.4", r"(?:message|mail|size|attachment)\b.{0,50}(?:too (?:large|big|long)|exceed\w*)|too large|size limit"),
    ("4.6", r"loop|too many hops|hop count"),
    ("7.1", (r"spam|blocked|black ?list|blocklist|policy|prohibited|denied|not (?:authori[sz]ed|permitted|allowed)|"
             r"dmarc|spf|dkim|rejected|refused by|reputation|abuse|virus|relay|white ?list|wait-?list|guest list|"
             r"pre-?approved|requires? (?:confirmation|verification|approval)|challenge")),
    ("4.7", (r"delivery time expired|gave up|retry (?:time|timeout)|undeliverable for \d|too long|"
             r"has been (?:in the )?queue|not been delivered after")),
    ("4.1", (r"timed? ?out|connection (?:refused|reset|timed|failed|lost)|could not (?:connect|be reached)|"
             r"unable to connect|no answer|not respond|network (?:is )?unreachable|temporar|deferred|greylist|"
             r"try again|delayed")),
)  # fmt: skip
_COMPILED = tuple((status, re.compile(pattern, re.IGNORECASE)) for status, pattern in _PHRASES)


def blames_address(status: str) -> bool:
    """Whether the address is at fault: not a server out of reach, nor a mail too large, unwanted or malformed."""
    return status.startswith("5") and status.split(".")[1:2] not in (["3"], ["4"], ["5"], ["6"], ["7"])


def enhanced_code(text: str) -> str:
    """The first enhanced status code that is not a success, or empty."""
    return next((code for code in _ENHANCED.findall(text) if code[0] != "2"), "")


def status_from_words(text: str, *, is_temporary: bool = False) -> str:
    """The status that a server's answer amounts to: its enhanced code, else its reply code and words."""
    code = enhanced_code(text)
    if code and not code.endswith(".0.0"):
        return code
    reply = _REPLY.match(text.strip()) or _NEARBY.search(text)
    detail = next((status for status, pattern in _COMPILED if pattern.search(text)), "")
    if reply:
        family = reply[1][0]
    elif code:
        family = code[0]
    else:
        family = "4" if is_temporary else "5"
    return f"{family}.{detail or '0.0'}"
