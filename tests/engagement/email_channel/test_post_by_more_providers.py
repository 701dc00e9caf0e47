"""Amazon SES, Brevo and Resend post mail, each by its own proof; all tell what became of mail that we sent."""

import base64
import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import ClassVar

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.x509.oid import NameOID
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from standardwebhooks import Webhook

from caseway.customers.models import ContactPoint
from caseway.engagement.channels.email.commands.sns import CERTIFICATES, SIGNED
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import bounce_address, sealed
from caseway.engagement.channels.email.rules.sigv4 import headers_to_get
from caseway.engagement.models import Message
from tests.engagement.email_channel.mails import SUPPORT, mail
from tests.world import World

SECRET, SIGNING = "user:hush-hush", "whsec_" + base64.b64encode(b"k" * 32).decode()
BASIC = {"Authorization": "Basic " + base64.b64encode(SECRET.encode()).decode()}
JSON = "application/json"
RAW = mail(text="Kaffee läuft aus.\n")
CERTIFICATE = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem"
MARIA = "maria@lumenlabs.example"


@pytest.fixture(scope="module")
def amazon() -> rsa.RSAPrivateKey:
    """Amazon's key; its certificate is at its address."""
    key, now = rsa.generate_private_key(65537, 2048), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = builder.not_valid_before(now).not_valid_after(now + dt.timedelta(days=1)).serial_number(1)
    signed = dated.sign(key, hashes.SHA256())
    CERTIFICATES.remember(CERTIFICATE, signed.public_bytes(serialization.Encoding.PEM))
    return key


def box(provider: str, secret: str, route: str = "mail_hook") -> str:
    made, _new = Mailbox.objects.update_or_create(
        address=SUPPORT, defaults={"way_in": "webhook", "hook_provider": provider, "fetch_password": sealed(secret)}
    )
    return reverse(route, args=[made.pk])


def from_amazon(
    key: rsa.RSAPrivateKey, path: str, told: object, topic: str = "arn:aws:sns:eu-central-1:1:mail", **changes: str
) -> HttpResponse:
    """Posted as SNS posts it, signed; `changes` are made after that."""
    sent = {
        "Type": "Notification",
        "MessageId": "1",
        "TopicArn": topic,
        "Message": json.dumps(told),
        "Timestamp": "2026-11-29T12:00:00.000Z",
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
    }
    text = "".join(f"{name}\n{sent[name]}\n" for name in SIGNED["Notification"] if name in sent)
    sent["Signature"] = base64.b64encode(key.sign(text.encode(), PKCS1v15(), hashes.SHA256())).decode()
    return Client().post(path, json.dumps(sent | changes), content_type="text/plain; charset=UTF-8", headers=BASIC)


def received(raw: bytes) -> dict[str, object]:
    content = base64.b64encode(raw).decode()
    receipt = {"recipients": [SUPPORT], "action": {"type": "SNS", "encoding": "BASE64"}}
    return {"notificationType": "Received", "receipt": receipt, "content": content, "mail": {}}


def from_resend(path: str, event: object, secret: str = SIGNING) -> HttpResponse:
    body, now = json.dumps(event), dt.datetime.now(dt.UTC)
    headers = {
        "svix-id": "msg_1",
        "svix-timestamp": str(int(now.timestamp())),
        "svix-signature": Webhook(secret).sign("msg_1", now, body),
    }
    return Client().post(path, body, content_type=JSON, headers=headers)


class Provider(BaseHTTPRequestHandler):
    """Hands over what its calls only named, to whoever knows the key."""

    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        answers = {
            "/emails/receiving/e1": json.dumps({"raw": {"download_url": f"{base}/raw"}}).encode(),
            "/raw": RAW,
            "/inbound/attachments/t1": b"the plan",
        }
        is_known = "the-key" in (self.headers.get("Authorization", "") + self.headers.get("api-key", ""))
        found = answers.get(self.path) if is_known or self.path == "/raw" else None
        self.send_response(200 if found else 403)
        self.end_headers()
        self.wfile.write(found or b"")

    def log_message(self, *_told: object) -> None:
        """Nothing is told."""


@pytest.fixture
def provider(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.OUTBOUND_ALLOW = ("127.0.0.0/8",)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    for name in ("RESEND", "BREVO"):
        address = f"http://127.0.0.1:{server.server_address[1]}"
        monkeypatch.setattr(f"caseway.engagement.channels.email.commands.provider_mail.{name}", address)
    yield
    server.shutdown()
    server.server_close()


def test_amazon_posts_the_whole_mail_and_only_amazon(world: World, amazon: rsa.RSAPrivateKey) -> None:
    path = box("ses", SECRET)
    assert [from_amazon(amazon, path, received(RAW)).status_code for _time in range(2)] == [200, 200]
    [message] = Message.objects.filter(direction="in")
    assert (message.text, message.recipients["delivered_to"]) == ("Kaffee läuft aus.", [{"name": "", "email": SUPPORT}])
    forged = [
        from_amazon(amazon, path, received(RAW), Message=json.dumps(received(mail(text="Another\n")))),
        from_amazon(amazon, path, received(RAW), SigningCertURL="https://evil.example/sns.pem"),
        from_amazon(amazon, path, received(RAW), SigningCertURL="https://sns.eu.amazonaws.com.evil.example/1.pem"),
        from_amazon(rsa.generate_private_key(65537, 2048), path, received(RAW)),
        from_amazon(amazon, path, received(RAW), SignatureVersion="3"),
        from_amazon(amazon, box("ses", "user:another"), received(RAW)),
    ]
    assert [one.status_code for one in forged] == [403] * 6
    asked = Client().post(path, "{}", content_type=JSON)
    assert (asked.status_code, asked["WWW-Authenticate"][:5]) == (401, "Basic")
    assert Message.objects.filter(direction="in").count() == 1


def test_a_receipt_rule_that_gives_no_mail_is_told_in_the_mailboxs_health(
    world: World, amazon: rsa.RSAPrivateKey
) -> None:
    elsewhere = {"receipt": {"action": {"type": "Lambda"}, "recipients": [SUPPORT]}}
    assert from_amazon(amazon, box("ses", SECRET), elsewhere).status_code == 422
    found = Mailbox.objects.get()
    assert (found.health, "Use the action SNS or S3" in found.health_note) == ("failing", True)


AWS = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
WITH_KEY = f"{SECRET} {AWS[0]}:{AWS[1]}"


def stored(name: str = "mail/o8 ß+1", bucket: str = "our.mail") -> dict[str, object]:
    action = {"type": "S3", "bucketName": bucket, "objectKeyPrefix": "mail/", "objectKey": name}
    return {"notificationType": "Received", "receipt": {"recipients": [SUPPORT], "action": action}, "mail": {}}


class Bucket(BaseHTTPRequestHandler):
    """S3 as its documentation says; signatures are made once more by Amazon's own library and compared."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        region = self.headers["Authorization"].split("/")[2]
        self.asked.append(f"{region} {self.path}")
        if not self._is_signed(region):
            self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        elif region == "us-east-1":
            self._answer(301, b"<Error><Code>PermanentRedirect</Code></Error>", {"x-amz-bucket-region": "eu-west-1"})
        elif self.path == "/our.mail/mail/o8%20%C3%9F%2B1":
            self._answer(200, RAW)
        elif self.path == "/our.mail/sealed":
            self._answer(200, RAW, {"x-amz-meta-x-amz-key-v2": "c2VhbGVk"})
        else:
            self._answer(404, b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>")

    def _is_signed(self, region: str) -> bool:
        names = self.headers["Authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
        request = AWSRequest("GET", f"http://{self.headers['Host']}{self.path}")
        request.context["timestamp"] = self.headers["x-amz-date"]
        for name in names:
            request.headers[name] = self.headers[name]
        signer = S3SigV4Auth(Credentials(*AWS), "s3", region)
        canonical = signer.canonical_request(request)
        signature = signer.signature(signer.string_to_sign(request, canonical), request)
        return self.headers["Authorization"].endswith(f"Signature={signature}")

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told: object) -> None:
        """Nothing is told."""


@pytest.fixture
def s3(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    settings.OUTBOUND_ALLOW = ("127.0.0.0/8",)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setattr("caseway.engagement.channels.email.commands.provider_mail.S3", address)
    Bucket.asked.clear()
    yield Bucket.asked
    server.shutdown()
    server.server_close()


def test_a_mail_that_amazon_put_into_a_bucket_is_fetched_from_there(
    world: World, amazon: rsa.RSAPrivateKey, s3: list[str]
) -> None:
    path = box("ses", WITH_KEY)
    assert [from_amazon(amazon, path, stored()).status_code for _time in range(2)] == [200, 200]
    [message] = Message.objects.filter(direction="in")
    assert (message.text, message.recipients["delivered_to"]) == ("Kaffee läuft aus.", [{"name": "", "email": SUPPORT}])
    assert s3 == ["eu-central-1 /our.mail/mail/o8%20%C3%9F%2B1"] * 2
    assert "AKIA" not in Mailbox.objects.get().fetch_password


def test_a_bucket_in_another_region_is_read_where_it_says(
    world: World, amazon: rsa.RSAPrivateKey, s3: list[str]
) -> None:
    topic = "arn:aws:sns:us-east-1:1:mail"
    assert from_amazon(amazon, box("ses", WITH_KEY), stored(), topic=topic).status_code == 200
    assert [one.split()[0] for one in s3] == ["us-east-1", "eu-west-1"]


@pytest.mark.parametrize(
    ("secret", "told", "status", "words"),
    [
        (WITH_KEY, lambda: stored("gone"), 503, "404 NoSuchKey"),
        (f"{SECRET} {AWS[0]}:wrong", stored, 503, "403 SignatureDoesNotMatch"),
        (SECRET, stored, 422, "Write an access key for the bucket"),
        (WITH_KEY, lambda: stored("sealed"), 422, "encrypts mail before it is stored"),
        (WITH_KEY, lambda: stored(bucket="evil.example/x?"), 422, "names no object"),
        (WITH_KEY, lambda: stored(bucket="x@127.0.0.1"), 422, "names no object"),
    ],
)
def test_what_s3_does_not_hand_over_is_told_in_the_mailboxs_health(
    world: World,
    amazon: rsa.RSAPrivateKey,
    s3: list[str],
    secret: str,
    told: Callable[[], object],
    status: int,
    words: str,
) -> None:
    assert from_amazon(amazon, box("ses", secret), told()).status_code == status
    found = Mailbox.objects.get()
    assert (found.health, words in found.health_note, AWS[1] in found.health_note) == ("failing", True, False)
    assert not Message.objects.filter(direction="in").exists()


def test_whoever_does_not_know_the_password_makes_us_read_no_bucket(
    world: World, amazon: rsa.RSAPrivateKey, s3: list[str]
) -> None:
    assert from_amazon(amazon, box("ses", f"user:another {AWS[0]}:{AWS[1]}"), stored()).status_code == 403
    assert from_amazon(rsa.generate_private_key(65537, 2048), box("ses", WITH_KEY), stored()).status_code == 403
    assert s3 == []


def test_requests_to_s3_are_signed_as_amazons_example_is() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, without its header Range."""
    at = dt.datetime(2013, 5, 24, tzinfo=dt.UTC)
    made = headers_to_get(
        "examplebucket.s3.amazonaws.com", "/test.txt", region="us-east-1", key=AWS[0], secret=AWS[1], at=at
    )
    request = AWSRequest("GET", "https://examplebucket.s3.amazonaws.com/test.txt")
    request.context["timestamp"] = "20130524T000000Z"
    for name in ("host", "x-amz-content-sha256", "x-amz-date"):
        request.headers[name] = made[name]
    signer = S3SigV4Auth(Credentials(*AWS), "s3", "us-east-1")
    signature = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    scope = "20130524/us-east-1/s3/aws4_request"
    assert made["authorization"] == (
        f"AWS4-HMAC-SHA256 Credential={AWS[0]}/{scope},"
        f"SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature={signature}"
    )


def test_resend_names_a_mail_which_is_fetched_as_it_came(world: World, provider: None) -> None:
    event = {"type": "email.received", "data": {"email_id": "e1", "to": [SUPPORT]}}
    path = box("resend", f"{SIGNING} the-key")
    assert from_resend(path, event).status_code == 200
    assert Message.objects.get(direction="in").text == "Kaffee läuft aus."
    assert from_resend(path, event, "whsec_" + base64.b64encode(b"x" * 32).decode()).status_code == 403
    assert Client().post(path, json.dumps(event), content_type=JSON).status_code == 403
    assert from_resend(path, {"type": "email.opened", "data": {}}).status_code == 422
    assert from_resend(box("resend", f"{SIGNING} wrong"), event).status_code == 503


def test_brevo_gives_parts_and_its_attachments_are_fetched(world: World, provider: None) -> None:
    item = {
        "Headers": {
            "From": f"Maria Gomez <{MARIA}>",
            "To": SUPPORT,
            "Subject": "Brewer leaks",
            "Message-ID": "<1@lumenlabs.example>",
            "Date": "Mon, 23 Nov 2026 10:00:00 +0000",
        },
        "RawTextBody": "Kaffee läuft aus.\n",
        "Attachments": [{"Name": "plan.txt", "ContentType": "text/plain", "DownloadToken": "t1"}],
    }
    path = box("brevo", f"{SECRET} the-key")
    posted = Client().post(path, json.dumps({"items": [item]}), content_type=JSON, headers=BASIC)
    assert posted.status_code == 200
    message = Message.objects.get(direction="in")
    assert (message.text, message.attachments.get().filename) == ("Kaffee läuft aus.", "plan.txt")
    assert Client().post(path, json.dumps({"items": [item]}), content_type=JSON).status_code == 403


def is_reachable() -> bool:
    return not ContactPoint.objects.get(normalized=MARIA).is_undeliverable


def bounce(kind: str, diagnostic: str) -> dict[str, object]:
    people = [{"emailAddress": MARIA, "diagnosticCode": diagnostic}]
    return {"notificationType": "Bounce", "bounce": {"bounceType": kind, "bouncedRecipients": people}}


@pytest.mark.parametrize(
    ("kind", "words", "is_lost"),
    [
        ("Permanent", "smtp; 550 5.1.1 No such user", True),
        ("Permanent", "", True),
        ("Permanent", "smtp; 550 5.7.1 Spam", False),
        ("Transient", "smtp; 452 4.2.2 Full", False),
        ("Transient", "", False),
    ],
)
def test_amazon_tells_that_a_message_came_back(
    kind: str, words: str, is_lost: bool, sent: Message, amazon: rsa.RSAPrivateKey
) -> None:
    returns_to = bounce_address(SUPPORT, sent.pk)
    told = bounce(kind, words) | {"mail": {"source": returns_to, "messageId": "0100"}}
    assert from_amazon(amazon, box("ses", SECRET, "mail_reports"), told).status_code == 200
    sent.refresh_from_db()
    assert sent.state == "bounced"
    assert sent.send_error.startswith(f"{MARIA}: ")
    assert sent.send_error.endswith(words.removeprefix("smtp; "))
    assert is_reachable() is not is_lost


def test_resend_and_brevo_tell_it_by_our_message_id(sent: Message) -> None:
    event = {"event": "complaint", "email": MARIA, "message-id": sent.message_id}
    path = box("brevo", f"{SECRET} k", "mail_reports")
    assert Client().post(path, json.dumps(event), content_type=JSON, headers=BASIC).status_code == 200
    sent.refresh_from_db()
    assert sent.notices == [{"kind": "complaint", "recipient": MARIA}]
    data = {"to": [MARIA], "message_id": sent.message_id, "bounce": {"type": "Permanent", "message": "Hard bounce"}}
    path = box("resend", f"{SIGNING} k", "mail_reports")
    assert from_resend(path, {"type": "email.bounced", "data": data}).status_code == 200
    sent.refresh_from_db()
    assert (sent.state, is_reachable()) == ("bounced", False)


def test_what_is_told_without_proof_or_of_strangers_mail_changes_nothing(sent: Message) -> None:
    event = {"event": "hard_bounce", "email": MARIA, "message-id": sent.message_id}
    path = box("brevo", f"{SECRET} k", "mail_reports")
    assert Client().post(path, json.dumps(event), content_type=JSON).status_code == 403
    strangers = event | {"message-id": "<somebody@else.example>"}
    assert Client().post(path, json.dumps(strangers), content_type=JSON, headers=BASIC).status_code == 200
    sent.refresh_from_db()
    assert (sent.state, is_reachable()) == ("sent", True)
    assert Client().post(box("mailersend", "k", "mail_reports"), "{}", content_type=JSON).status_code == 404
