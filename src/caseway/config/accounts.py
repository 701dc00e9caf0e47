"""Sign-in by django-allauth: agents are invited, nobody signs up by themselves."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

log = structlog.get_logger()


class ClosedSignup(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A server that does not take it is written down; the page says nothing, or it would tell who is known."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            log.error("mail of the sign-in pages was not sent", kind=template_prefix, error=str(error))
