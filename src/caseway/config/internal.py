"""What our own processes tell the web process. Nobody else: what is not signed with our key is refused."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from caseway.kernel.errors import NotAllowed
from caseway.kernel.sessions import keep_sessions
from caseway.kernel.tokens import TokenError, read_report


@csrf_exempt
@require_POST
def sessions(request: HttpRequest) -> HttpResponse:
    """A gateway says who has a page open there."""
    try:
        report = read_report(settings.CASEWAY.report_key, request.body.decode("ascii", "replace"))
    except TokenError as error:
        raise NotAllowed(str(error)) from error
    keep_sessions(report)
    return HttpResponse(status=204)
