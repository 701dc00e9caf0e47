"""What a provider's call only names is fetched from it: a mail as it came, the content of an attachment."""

import re
from urllib.parse import quote

import httpx
from django.utils import timezone

from caseway.engagement.channels.email.commands.fetching import MOST_BYTES
from caseway.engagement.channels.email.commands.receiving import TryLater
from caseway.engagement.channels.email.rules.sigv4 import headers_to_get
from caseway.kernel.outbound import AnswerTooLargeError, client

S3 = "https://s3.{region}.{domain}"
TOPIC = re.compile(r"arn:(aws|aws-cn|aws-us-gov):sns:([a-z0-9-]{2,30}):\d{1,20}:.+")
REGION, BUCKET = re.compile(r"[a-z0-9-]{2,30}"), re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
ENCRYPTED = "x-amz-meta-x-amz-key-v2"
RESEND, BREVO = "https://api.resend.com", "https://api.brevo.com/v3"
SECONDS = 20.0


def mail_at_resend(email_id: str, *, key: str) -> bytes:
    """The mail as it came. Raises TryLater."""
    found = _got(f"{RESEND}/emails/receiving/{quote(email_id, safe='')}", {"Authorization": f"Bearer {key}"})
    raw = found.json().get("raw") or {}
    if not raw.get("download_url"):
        raise TryLater("Resend does not give the whole mail yet.")
    return _got(str(raw["download_url"]), {}).content


def attachment_at_brevo(token: str, *, key: str) -> tuple[bytes, str]:
    """Its content, and its type where Brevo names one. Raises TryLater."""
    found = _got(f"{BREVO}/inbound/attachments/{quote(token, safe='')}", {"api-key": key})
    return found.content, found.headers.get("Content-Type", "")


def mail_in_bucket(topic: str, bucket: str, name: str, *, key: str) -> bytes:
    """A mail that Amazon SES put into a bucket, as it came.

    It is read at S3 alone, in the topic's region or the one that S3 names. Raises TryLater, or ValueError with what to
    change.
    """
    found, (access, _colon, secret) = TOPIC.fullmatch(topic), key.partition(":")
    if found is None or not BUCKET.fullmatch(bucket) or not name:
        raise ValueError("It names no object in a bucket of S3.")
    if not secret:
        raise ValueError("Write an access key for the bucket behind the password: user:password KEYID:SECRET.")
    domain, region = "amazonaws.com.cn" if found[1] == "aws-cn" else "amazonaws.com", found[2]
    path = f"/{bucket}/{quote(name, safe='/-_.~')}"
    answer = _asked_of_bucket(domain, region, path, access, secret)
    moved = answer.headers.get("x-amz-bucket-region", region)
    if answer.status_code != 200 and moved != region and REGION.fullmatch(moved):
        answer = _asked_of_bucket(domain, moved, path, access, secret)
    if answer.status_code != 200:
        raise TryLater(f"S3 did not hand {bucket}/{name} over: {answer.status_code} {_code_of(answer)}")
    if ENCRYPTED in answer.headers:
        raise ValueError("The receipt rule encrypts mail before it is stored: switch that off.")
    return answer.content


def _asked_of_bucket(domain: str, region: str, path: str, access: str, secret: str) -> httpx.Response:
    url = httpx.URL(S3.format(region=region, domain=domain) + path)
    host, written = url.netloc.decode(), url.raw_path.decode()
    headers = headers_to_get(host, written, region=region, key=access, secret=secret, at=timezone.now())
    try:
        with client(seconds=SECONDS, most_bytes=MOST_BYTES) as http:
            return http.get(url, headers=headers)
    except AnswerTooLargeError as error:
        raise ValueError("The mail in the bucket is larger than 40 MB.") from error
    except httpx.HTTPError as error:
        raise TryLater(f"S3 did not answer: {error}") from error


def _code_of(answer: httpx.Response) -> str:
    """`AccessDenied`, `NoSuchKey`: what S3 calls it."""
    found = re.search(rb"<Code>(\w{1,60})</Code>", answer.content)
    return found[1].decode() if found else ""


def _got(url: str, headers: dict[str, str]) -> httpx.Response:
    try:
        with client(seconds=SECONDS, most_bytes=MOST_BYTES) as http:
            return http.get(url, headers=headers).raise_for_status()
    except httpx.HTTPError as error:
        raise TryLater(f"The provider did not hand it over: {error}") from error
