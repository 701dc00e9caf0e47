"""A file name for an attachment that came without one."""

import mimetypes

from .headers import split_message
from .limits import Defects
from .mime import Part
from .parameters import tidy_filename

_NAMES = {
    "text/plain": "attachment.txt", "text/html": "attachment.html", "text/calendar": "invite.ics",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "message/feedback-report": "feedback-report.txt", "text/rfc822-headers": "message-headers.txt",
    "application/pgp-signature": "signature.asc", "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s", "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m", "application/pgp-encrypted": "version.txt",
    "application/ms-tnef": "winmail.dat", "text/vcard": "contact.vcf", "text/x-vcard": "contact.vcf",
    "application/octet-stream": "attachment.bin", "image/jpeg": "image.jpg", "image/pjpeg": "image.jpg",
    "image/jpg": "image.jpg",
    "application/ics": "invite.ics",
}  # fmt: skip
_NESTED = {"message/rfc822", "message/global"}


def name_of(part: Part) -> str:
    """The sender's name for it, a nested message's subject, or one made of its type."""
    if part.filename:
        return part.filename
    if part.content_type in _NESTED:
        subject = nested_subject(part.content)
        return f"{subject.replace('/', '_')[:200]}.eml" if subject else "message.eml"
    described = tidy_filename(part.headers.decoded("content-description"))
    if described and "." in described[-6:]:
        return described
    return invented_name(part.content_type)


def nested_subject(content: bytes) -> str:
    headers, _ = split_message(content, Defects())
    return tidy_filename(headers.decoded("subject"))


def invented_name(content_type: str) -> str:
    if content_type in _NAMES:
        return _NAMES[content_type]
    extension = mimetypes.guess_extension(content_type) or ".bin"
    stem = content_type.partition("/")[0]
    return (stem if stem in {"image", "audio", "video"} else "attachment") + extension
