"""Bounces written for people only: recognising them, and finding recipient and reason in their words."""

import re

from caseway.engagement.channels.email.rules.headers import Headers
from caseway.engagement.channels.email.rules.model import Address

_DAEMON = re.compile(
    r"^(?:mailer-?daemon|mail-?daemon|post-?master|mdaemon|mail\.daemon|mailsystem|mail-?delivery|bounces?|"
    r"double-bounce|mailerdaemon|mmdf|uucp|maildelivery|delivery|no-?bounce|smtpd?|exchange)(?:[+_.-].*)?@?",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"mail (?:delivery|system|transport|administrator)|mailer.?daemon|delivery (?:sub)?system|postmaster|"
    r"delivery status|internet mail|system administrator|microsoft (?:outlook|exchange)|メール配信",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\s*(?:\W{0,3}|\[[^\]]{0,40}\] ?|(?:warning|error|notice|auto|automatic)\W{1,3})(?:un(?:able to )?deliver|"
    r"returned (?:mail|e-?mail|to sender|message)|failure notice|failed (?:mail|delivery)|delivery (?:has )?(?:fail|"
    r"status|error|problem|report|notification|unsuccess|delay|to)|"
    r"mail (?:delivery|system error|could not|not delivered|undeliver|returned|fail|status)|message (?:delivery|"
    r"could not|not delivered|undeliver|delayed|status|you sent|from .{1,40} (?:fail|could)|.{0,40}(?:delayed|"
    r"still undelivered))|"
    r"non[- ]?deliver|nondeliver|non[- ]?remis|dsn\b|ndn\b|ndr\b|bounce|could not (?:be )?(?:deliver|send)|couldn't|"
    r"problem(?:s)? (?:delivering|with (?:your )?(?:mail|message|delivery))|rejected (?:mail|message|posting)|"
    r"user unknown|permanent delivery|"
    r"there was an error sending|your (?:message|mail|e-?mail) .{0,60}(?:could not|not|was not|undeliver|rejected|"
    r"delayed|fail|couldn)|delivery|"
    r"unzustellbar|nicht zustellbar|zustellung|nicht zugestellt|rückläufer|fehlgeschlagen|échec|echec|non distribu|"
    r"avis de non|message non|impossible|no (?:se )?(?:ha )?(?:puede|pudo|podido|entreg)|correo (?:no|devuelto)|"
    r"error (?:al|de) entreg|devuelto|mancata consegna|impossibile|non recapit|consegna|não (?:foi )?(?:entreg|poss)|"
    r"falha|onbestelbaar|niet (?:af)?(?:ge)?lever|kan niet|olevererbar|kunde inte|kan ikke|kunne ikke|"
    r"toimitus|nie (?:można|dostarcz|udało)|niedostarczon|zwrot|nedoruč|nelze|недоставлен|не доставлен|ошибка|"
    r"не может|сообщение не|teslim|iletilem|"
    r"投递失败|退信|系统退信|無法|未送達|送信でき|配信(?:不能|エラー|できま)|エラー|반송|전송 실패|배달)",
    re.IGNORECASE,
)  # fmt: skip
_BODY = re.compile(
    r"(?:could|can|was|were|has|have|is|are|will|did|had)(?:n't| ?not)(?: be| been)? (?:\w+ )?(?:deliver|send|sent|"
    r"reach|accept|relay|forward)|un(?:able to |)deliver|permanent(?:ly)? (?:fatal )?(?:error|fail)|fatal error|"
    r"delivery (?:to|of|has|attempt|error|fail|status|time|temporar)|"
    r"(?:following|these|this) (?:address|recipient)|failed (?:to|permanently|address|recipient)|user unknown|"
    r"unknown (?:user|address|host)|no such user|does not exist|doesn't exist|mailbox (?:is )?(?:full|unavail)|"
    r"over ?quota|quota|returned to sender|returned mail|"
    r"qmail-send|this is the mail system at host|smtp error|remote (?:host|server|mail) |error (?:was|code|from)|"
    r"\b[45]\d\d[ -]#?[45]\.\d\.\d|\b5[0-5]\d[ -]|not yet been delivered|has been delayed|rejected|bounced|"
    r"nicht (?:zugestellt|zustell|ausgeliefert|erreich)|konnte|n'a pas (?:pu|été)|n'ont pas|no (?:se )?(?:pudo|"
    r"ha podido|puede|fue)|non (?:è stato|può|sono)|não (?:foi|pôde|pode)|niet (?:worden|afgeleverd)|kunde inte|"
    r"не (?:может|удалось|было|доставлен)|無法|できません|届け|不能|配信|退回|失败|전송|없",
    re.IGNORECASE,
)  # fmt: skip
_TEMPORARY = re.compile(
    r"delay|will (?:continue|keep|be retried|retry|try)|still (?:being |un)|not yet been|warning message only|"
    r"do not need to resend|temporar\w+ (?:fail|problem|error)|queued for|has not been able to deliver.{0,80}yet|"
    r"wird weiter",
    re.IGNORECASE,
)
_GAVE_UP = re.compile(
    r"permanent|gave up|giving up|given up|could not be delivered|has been returned|fatal|undeliverable|"
    r"returned to sender|fehlgeschlagen",
    re.IGNORECASE,
)

_AT = r"[^\s<>()\[\],;:\"'=/|]{1,100}@[\w.-]{1,150}[\w]"
_RECIPIENTS = (
    re.compile(rf"^[ \t]*<({_AT})>", re.MULTILINE),
    re.compile(
        rf"^[ \t]*(?:final-recipient|original-recipient|x-actual-recipient)\s*:[^;\n]{{0,40}};\s*<?({_AT})",
        re.MULTILINE | re.IGNORECASE,
    ),
    re.compile(rf"^[ \t>*-]{{0,12}}(?:mailto:)?({_AT})[ \t]*(?::|\.\.\.|\(|$|-{{1,3}} |;|,| on )", re.MULTILINE),
    re.compile(
        r"(?<![^\W_])(?:rcpt to|recipient\w*|addressee|failed|user|to|for|account|address\w*|mailbox|destinatari\w*|"
        r"empfänger|"
        rf"destinataire|an|для|宛先|あて先)\W{{1,3}}(?:\s?(?:is|was|address|adresse))?\W{{0,6}}({_AT})",
        re.IGNORECASE,
    ),
    re.compile(rf"({_AT})"),
)
_QUOTED_MAIL = re.compile(
    r"^[ \t>|]*(?:-{2,}.{0,60}(?:original|copy|returned|message|header|unsent|mensaje|nachricht|"
    r"transcript of (?:the )?message).{0,60}-{0,}[ \t]*$|(?:return-path|received|message-id|mime-version|"
    r"x-mailer)[ \t]*:)",
    re.MULTILINE | re.IGNORECASE,
)
_HEADER_IN_TEXT = r"^[ \t>|]*{name}[ \t]*:[ \t]*(?:\n[ \t]+)?([^\n]+)"
_MESSAGE_ID = re.compile(_HEADER_IN_TEXT.format(name="message-id"), re.MULTILINE | re.IGNORECASE)
_TO = re.compile(_HEADER_IN_TEXT.format(name="(?:to|x-original-to|delivered-to)"), re.MULTILINE | re.IGNORECASE)


def is_from_daemon(headers: Headers, sender: Address) -> bool:
    """Whether a mail system, not a person, seems to have sent it."""
    paths = [path.strip("<> \t") for path in headers.texts("return-path")]
    if any(not path or _DAEMON.match(path) for path in paths):
        return True
    return bool(_DAEMON.match(sender.email)) or bool(_DAEMON_NAME.search(sender.name))


def is_notice(headers: Headers, sender: Address, subject: str, text: str) -> bool:
    """Whether this is a bounce although it carries no report."""
    if "x-failed-recipients" in headers:
        return True
    if not is_from_daemon(headers, sender):
        return False
    words = notice_part(text)[:8_000]
    is_subject, is_body = bool(_SUBJECT.match(subject[:300])), bool(_BODY.search(words))
    return is_body and (is_subject or bool(_DAEMON.match(sender.email)) or bool(_QUOTED_MAIL.search(text[:60_000])))


def notice_part(text: str) -> str:
    """What the mail system says, without the copy of our mail below it."""
    found = _QUOTED_MAIL.search(text[:60_000])
    return text[: found.start()] if found and found.start() > 40 else text[:60_000]


def is_delay(subject: str, words: str) -> bool:
    """Whether the system goes on trying."""
    return bool(_TEMPORARY.search(f"{subject}\n{words[:6_000]}")) and not _GAVE_UP.search(words[:6_000])


def failed_recipients(headers: Headers, words: str, ours: set[str]) -> tuple[str, ...]:
    """The addresses that the notice is about, best guess first; never the notice's own sender or addressee."""
    listed = [address for value in headers.texts("x-failed-recipients") for address in re.findall(_AT, value)]
    if listed:
        return tuple(dict.fromkeys(listed))
    for pattern in _RECIPIENTS:
        found = [address.rstrip(".") for address in pattern.findall(words[:20_000])]
        kept = [address for address in found if address.lower() not in ours and not _DAEMON.match(address)]
        if kept:
            return tuple(dict.fromkeys(kept))[:100]
    return ()


def quoted_message_id(text: str) -> str:
    found = _MESSAGE_ID.search(text[:200_000])
    return found[1].strip() if found else ""


def quoted_to(text: str) -> str:
    found = _TO.search(text[:200_000])
    return found[1].strip() if found else ""
