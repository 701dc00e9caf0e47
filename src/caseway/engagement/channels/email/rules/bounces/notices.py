"""Bounces written for people only: recognising them."""

import re

from caseway.engagement.channels.email.rules.headers import Headers
from caseway.engagement.channels.email.rules.model import Address

from . import recipients

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
    r"\s*+(?:\W{0,3}|\[[^\]]{0,40}\] ?|(?:warning|error|notice|auto|automatic)\W{1,3})(?:un(?:able to )?deliver|"
    r"returned (?:mail|e-?mail|to sender|message)|failure notice|failed (?:mail|delivery)|delivery (?:has )?(?:fail|"
    r"status|error|problem|report|notification|unsuccess|delay|to)|"
    r"mail (?:delivery|system error|could not|not delivered|undeliver|returned|fail|status)|message (?:delivery|"
    r"could not|not delivered|undeliver|delayed|status|you sent|from .{1,40} (?:fail|could)|.{0,40}(?:delayed|"
    r"still undelivered))|"
    r"non[- ]?deliver|nondeliver|non[- ]?remis|dsn\b|ndn\b|ndr\b|bounce|could not (?:be )?(?:deliver|send)|couldn't|"
    r"problem(?:s)? (?:delivering|with (?:your )?(?:mail|message|delivery))|rejected (?:mail|message|posting)|"
    r"user unknown|permanent delivery|processing error|automatically rejected|nameserver error|"
    r"there was an error sending|your (?:message|mail|e-?mail) .{0,60}(?:could not|not|was not|undeliver|rejected|"
    r"delayed|fail|couldn)|delivery|"
    r"unzustellbar|nicht zustellbar|zustellung|nicht zugestellt|rückläufer|fehlgeschlagen|échec|echec|non distribu|"
    r"avis de non|message non|impossible|no (?:se )?(?:ha )?(?:puede|pudo|podido|entreg)|correo (?:no|devuelto)|"
    r"error (?:al|de) entreg|devuelto|mancata consegna|impossibile|non recapit|consegna|não (?:foi )?(?:entreg|poss)|"
    r"falha|onbestelbaar|niet (?:af)?(?:ge)?lever|kan niet|olevererbar|kunde inte|kan ikke|kunne ikke|"
    r"toimitus|nie (?:można|dostarcz|udało)|niedostarczon|zwrot|nedoruč|nelze|недоставлен|не доставлен|ошибка|"
    r"не может|сообщение не|teslim|iletilem|"
    r"投递失败|传输失败|傳輸失敗|邮件(?:传输|投递|发送)|退信|系统退信|無法|未送達|送信でき|配信(?:不能|エラー|"
    r"できま)|エラー|반송|전송 실패|배달)",
    re.IGNORECASE,
)  # fmt: skip
_BODY = re.compile(
    r"(?:could|can|was|were|has|have|is|are|will|did|had)(?:n't| ?not)(?: be| been)? (?:\w+ )?(?:deliver|send|sent|"
    r"reach|accept|relay|forward)|un(?:able to |)deliver|permanent(?:ly)? (?:fatal )?(?:error|fail)|fatal error|"
    r"delivery (?:to|of|has|attempt|error|fail|status|time|temporar)|"
    r"(?:following|these|this) (?:address|recipient)|failed (?:to|permanently|address|recipient)|user unknown|"
    r"unknown (?:user|address|host)|no such user|does not exist|doesn't exist|mailbox (?:is )?(?:full|unavail)|"
    r"over ?quota|quota|returned to sender|returned mail|"
    r"has been returned|not (?:be )?known|invalid (?:final )?(?:delivery )?(?:user|recipient|address|mailbox)|"
    r"no mailbox|did not (?:reach|exactly match|match)|not delivered|exceeds? (?:the )?(?:allowed|maximum)|"
    r"automatically rejected|problem.{0,20} delivering|delivery problem|delivery failure|an error .{0,30}occurred|"
    r"valid user|qmail-send|this is the mail system at host|smtp error|remote (?:host|server|mail) |error (?:was|"
    r"code|from)|"
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
_GOES_ON = re.compile(
    r"attempts will continue|will be retried|do not need to resend|warning (?:message )?only", re.IGNORECASE
)
_REFUSAL = re.compile(r"(?:was|been) (?:automatically )?(?:rejected|refused)|rejected by|quota exceeded", re.IGNORECASE)
_GAVE_UP = re.compile(
    r"permanent|gave up|giving up|given up|could not be delivered|has been returned|fatal|undeliverable|"
    r"returned to sender|fehlgeschlagen",
    re.IGNORECASE,
)
_SYSTEM_SPEAKS = re.compile(
    r"(?:your (?:message|mail|e-?mail)\b.{0,120}(?:could not|couldn't|was not|not be|n'a pas) (?:be |pu "
    r")?(?:deliver|delivr|"
    r"etre|être)|non-?delivery report|failed recipient|could not deliver (?:the |your )?(?:message|mail) to|"
    r"remote (?:host|server) (?:said|answered)|smtp error|returned (?:mail|message)\b.{0,40}-{2,})",
    re.IGNORECASE | re.DOTALL,
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
    return _is_named_daemon(sender)


def _is_named_daemon(sender: Address) -> bool:
    return _has_daemon_account(sender) or bool(_DAEMON_NAME.search(sender.name))


def _has_daemon_account(sender: Address) -> bool:
    """A bare account, as in "From: MAILER-DAEMON", is all that some systems give."""
    return bool(_DAEMON.match(sender.email or sender.name))


def is_notice(headers: Headers, sender: Address, subject: str, text: str) -> bool:
    """Whether this is a bounce although it carries no report; a person who writes of a failed delivery is none."""
    if "x-failed-recipients" in headers:
        return True
    is_daemon, is_subject = is_from_daemon(headers, sender), bool(_SUBJECT.match(subject[:300]))
    if not is_daemon and not is_subject:
        return False
    words = notice_part(text)[:8_000]
    if not is_daemon:
        return bool(_SYSTEM_SPEAKS.search(words)) and recipients.names_one(words)
    if is_subject and _is_named_daemon(sender) and recipients.names_one(words):
        return True
    is_marked = is_subject or _has_daemon_account(sender) or bool(_QUOTED_MAIL.search(text[:60_000]))
    return is_marked and bool(_BODY.search(words))


def notice_part(text: str) -> str:
    """What the mail system says, without the copy of our mail below it."""
    found = _QUOTED_MAIL.search(text[:60_000])
    return text[: found.start()] if found and found.start() > 40 else text[:60_000]


def is_refusal(text: str) -> bool:
    """Whether a recipient's filter says that it has refused the mail."""
    return bool(_REFUSAL.search(text[:2_000]))


def is_delay(subject: str, words: str) -> bool:
    """Whether the system goes on trying."""
    if _GOES_ON.search(words[:6_000]):
        return True
    return bool(_TEMPORARY.search(f"{subject}\n{words[:6_000]}")) and not _GAVE_UP.search(words[:6_000])


def quoted_message_id(text: str) -> str:
    found = _MESSAGE_ID.search(text[:200_000])
    return found[1].strip() if found else ""


def quoted_to(text: str) -> str:
    found = _TO.search(text[:200_000])
    return found[1].strip() if found else ""
