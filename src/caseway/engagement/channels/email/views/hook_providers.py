"""Each provider's call: how its proof is checked, where the mail or the report stands in it.

django-anymail knows how most of them sign and write; of those that say only what came, the rest is fetched.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.inbound import AnymailInboundMessage
from anymail.webhooks.brevo import BrevoInboundWebhookView, BrevoTrackingWebhookView
from anymail.webhooks.mailersend import MailerSendInboundWebhookView
from anymail.webhooks.mailgun import MailgunInboundWebhookView, MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView, MailjetTrackingWebhookView
from anymail.webhooks.postal import PostalInboundWebhookView, PostalTrackingWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridInboundWebhookView, SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostInboundWebhookView, SparkPostTrackingWebhookView
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.crypto import constant_time_compare
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

from caseway.engagement.channels.email.commands.provider_mail import attachment_at_brevo, mail_at_resend, mail_in_bucket
from caseway.engagement.channels.email.commands.sns import (
    NotFromAmazon,
    confirm_subscription,
    require_signed_by_amazon,
)
from caseway.engagement.channels.email.rules.provider_reports import (
    Kind,
    Report,
    is_soft,
    names_in,
    resend_reports,
    ses_reports,
)


@dataclass(frozen=True)
class Posted:
    """One mail as it came, and whom the provider took it for."""

    raw: bytes
    recipients: tuple[str, ...]


def nothing_whole(_request: HttpRequest) -> list[Posted]:
    """This provider gives parts only, or its view knows the rest."""
    return []


@dataclass(frozen=True)
class Hook:
    """How a provider's call is checked, and where the whole mail stands in it. `secret` is what anymail calls ours.

    `key` is the name of a second secret, which stands behind the first with a blank between. `reports` checks and reads
    what the provider tells of mail that we sent.
    """

    view: Callable[..., Any]
    secret: str
    read: Callable[[HttpRequest], list[Posted]] = nothing_whole
    reports: Callable[..., Any] | None = None
    key: str = ""

    def secrets(self, kept: str) -> dict[str, str]:
        """What is kept for the mailbox, as the view is told it."""
        if not self.key:
            return {self.secret: kept}
        first, _blank, second = kept.partition(" ")
        return {self.secret: first, self.key: second.strip()}


class SesView:
    """Amazon SES by SNS: our password in the address, and Amazon's signature. `bucket_key` reads what it stored."""

    def __init__(self, *, webhook_secret: str, bucket_key: str) -> None:
        self.password, self.bucket_key = webhook_secret, bucket_key

    def run_validators(self, request: HttpRequest) -> None:
        shown = request.headers.get("Authorization", "")
        packed = base64.b64encode(self.password.encode()).decode()
        if not self.password or not constant_time_compare(shown, f"Basic {packed}"):
            raise AnymailWebhookValidationFailure("The password is wrong.")
        try:
            require_signed_by_amazon(_object(request))
        except NotFromAmazon as error:
            raise AnymailWebhookValidationFailure(str(error)) from error

    def parse_events(self, request: HttpRequest) -> list[Posted] | list[Report]:
        sent = _object(request)
        if sent["Type"] == "SubscriptionConfirmation":
            confirm_subscription(sent)
        if sent["Type"] != "Notification":
            return []
        return self.told(json.loads(sent["Message"]), str(sent["TopicArn"]))

    def told(self, event: Mapping[str, Any], topic: str) -> list[Posted] | list[Report]:
        """The mail, which the receipt rule puts into the notification or into a bucket."""
        receipt = event["receipt"]
        recipients = tuple(str(one) for one in receipt.get("recipients", ()))
        return [Posted(self._mail(event, receipt["action"], topic), recipients)]

    def _mail(self, event: Mapping[str, Any], action: Mapping[str, Any], topic: str) -> bytes:
        if "content" in event:
            return _unpacked(event["content"], action.get("encoding") == "BASE64")
        if action["type"] != "S3":
            raise ValueError("Use the action SNS or S3 in the receipt rule: the notification holds no mail.")
        return mail_in_bucket(topic, str(action["bucketName"]), str(action["objectKey"]), key=self.bucket_key)


class SesReportsView(SesView):
    def told(self, event: Mapping[str, Any], topic: str) -> list[Posted] | list[Report]:
        return ses_reports(event)


class ResendView:
    """Signed as Standard Webhooks are, with Svix's names of the headers. It names the mail, which is then fetched."""

    def __init__(self, *, secret: str, api_key: str) -> None:
        self.secret, self.api_key = secret, api_key

    def run_validators(self, request: HttpRequest) -> None:
        parts = ("id", "timestamp", "signature")
        headers = {f"webhook-{part}": request.headers.get(f"svix-{part}", "") for part in parts}
        try:
            Webhook(self.secret).verify(request.body, headers, json_parse=False)
        except (WebhookVerificationError, EmptyWebhookSecretError, ValueError) as error:
            raise AnymailWebhookValidationFailure("The signature is not Resend's.") from error

    def parse_events(self, request: HttpRequest) -> list[Posted] | list[Report]:
        event = _object(request)
        if event["type"] != "email.received":
            raise ValueError("This is about mail that we sent.")
        return [Posted(mail_at_resend(str(event["data"]["email_id"]), key=self.api_key), _people(event["data"]["to"]))]


class ResendReportsView(ResendView):
    def parse_events(self, request: HttpRequest) -> list[Posted] | list[Report]:
        return resend_reports(_object(request))


def brevo_view(*, webhook_secret: str, api_key: str) -> Any:
    """Anymail's, with attachments that are fetched in time and within size."""

    def attachment(named: Mapping[str, Any]) -> Any:
        content, content_type = attachment_at_brevo(str(named["DownloadToken"]), key=api_key)
        return AnymailInboundMessage.construct_attachment(
            content_type=content_type or named["ContentType"],
            content=content,
            filename=named.get("Name"),
            content_id=named.get("ContentID"),
        )

    view = BrevoInboundWebhookView(webhook_secret=webhook_secret, api_key=api_key or "none")
    view._fetch_attachment = attachment
    return view


def brevo_reports_view(*, webhook_secret: str, api_key: str) -> Any:
    """The proof is the same; nothing is fetched."""
    return BrevoTrackingWebhookView(webhook_secret=webhook_secret)


KINDS = {
    "bounced": Kind.RETURNED,
    "rejected": Kind.RETURNED,
    "failed": Kind.RETURNED,
    "deferred": Kind.DELAYED,
    "complained": Kind.UNWANTED,
}


def reports_of(view: Any, request: HttpRequest) -> list[Report]:
    """What a provider tells, in our words; opened, clicked and delivered say nothing here."""
    told = view.parse_events(request)
    return [one if isinstance(one, Report) else _report(one) for one in told if _is_told(one)]


def _is_told(event: Any) -> bool:
    return isinstance(event, Report) or event.event_type in KINDS


def _report(event: Any) -> Report:
    said = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    names = " ".join(str(said.get(name, "")) for name in ("event", "Type", "type", "bounce_class", "severity"))
    return Report(
        KINDS[event.event_type],
        str(event.recipient or ""),
        str(event.mta_response or event.description or ""),
        names_in([event.message_id, said]),
        is_soft=is_soft(names),
        is_blameless=event.event_type != "bounced",
    )


def mail_from_form(name: str, recipient: str) -> Callable[[HttpRequest], list[Posted]]:
    """A field of a form. Read as Latin-1, its bytes are those that were posted, whatever charset they are in."""

    def read(request: HttpRequest) -> list[Posted]:
        form = _form(request)
        recipients = listed(form.get(recipient))
        return [Posted(str(raw).encode("latin-1"), recipients) for raw in form.getlist(name)]

    return read


def _form(request: HttpRequest) -> QueryDict:
    if request.content_type == "multipart/form-data":
        return MultiPartParser(request.META, BytesIO(request.body), [], "latin-1").parse()[0]
    return QueryDict(request.body, encoding="latin-1")


def postmark_mail(request: HttpRequest) -> list[Posted]:
    event = json.loads(request.body)
    raw = event.get("RawEmail")
    return [Posted(_bytes(raw), listed(event.get("OriginalRecipient")))] if raw else []


def mailersend_mail(request: HttpRequest) -> list[Posted]:
    data = json.loads(request.body)["data"]
    recipients = tuple(str(one["email"]) for one in data.get("recipients", {}).get("rcptTo", ()))
    return [Posted(_bytes(data["raw"]), recipients)]


def sparkpost_mails(request: HttpRequest) -> list[Posted]:
    """Several at once, each an event of its own; an empty one is how the address is tried."""
    relayed = [event["msys"]["relay_message"] for event in json.loads(request.body) if event["msys"]]
    return [Posted(_content(one["content"]), listed(one.get("rcpt_to"))) for one in relayed]


def postal_mail(request: HttpRequest) -> list[Posted]:
    event = json.loads(request.body)
    return [Posted(_unpacked(event["message"], event.get("base64")), listed(event.get("rcpt_to")))]


HOOKS = {
    "brevo": Hook(brevo_view, "webhook_secret", reports=brevo_reports_view, key="api_key"),
    "mailersend": Hook(MailerSendInboundWebhookView, "inbound_secret", mailersend_mail),
    "mailgun": Hook(
        MailgunInboundWebhookView,
        "webhook_signing_key",
        mail_from_form("body-mime", "recipient"),
        MailgunTrackingWebhookView,
    ),
    "mailjet": Hook(MailjetInboundWebhookView, "webhook_secret", reports=MailjetTrackingWebhookView),
    "postal": Hook(PostalInboundWebhookView, "webhook_key", postal_mail, PostalTrackingWebhookView),
    "postmark": Hook(PostmarkInboundWebhookView, "webhook_secret", postmark_mail, PostmarkTrackingWebhookView),
    "resend": Hook(ResendView, "secret", reports=ResendReportsView, key="api_key"),
    "sendgrid": Hook(
        SendGridInboundWebhookView, "webhook_secret", mail_from_form("email", "to"), SendGridTrackingWebhookView
    ),
    "ses": Hook(SesView, "webhook_secret", reports=SesReportsView, key="bucket_key"),
    "sparkpost": Hook(SparkPostInboundWebhookView, "webhook_secret", sparkpost_mails, SparkPostTrackingWebhookView),
}


def listed(recipient: object) -> tuple[str, ...]:
    return (str(recipient),) if recipient else ()


def _content(content: Mapping[str, object]) -> bytes:
    return _unpacked(content["email_rfc822"], content.get("email_rfc822_is_base64"))


def _bytes(text: object) -> bytes:
    return str(text).encode("utf-8", "surrogatepass")


def _unpacked(text: object, is_packed: object) -> bytes:
    return base64.b64decode(str(text)) if is_packed else _bytes(text)


def _people(recipients: object) -> tuple[str, ...]:
    listed = recipients if isinstance(recipients, list) else [recipients]
    return tuple(address.strip("<> ") for one in listed for address in re.findall(r"[^\s<>]+@[^\s<>]+", str(one)))


def _object(request: HttpRequest) -> dict[str, Any]:
    found = json.loads(request.body)
    if not isinstance(found, dict):
        raise TypeError("It is no object.")
    return found
