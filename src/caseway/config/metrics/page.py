"""`/metrics`, for whoever shows the token, or stands on this machine where none is set."""

import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from caseway.config.metrics.waiting import Waiting
from caseway.kernel.errors import NotAllowed

REGISTRY.register(Waiting())


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of this process and of what waits."""
    if not _may_read(request):
        raise NotAllowed("Show CASEWAY_METRICS_TOKEN as a bearer token; without one, ask from this machine.")
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token = settings.CASEWAY.metrics_token
    if token:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(shown.encode(), token.encode())
    is_passed_on = settings.CASEWAY.is_behind_proxy or "X-Forwarded-For" in request.headers
    return not is_passed_on and ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback
