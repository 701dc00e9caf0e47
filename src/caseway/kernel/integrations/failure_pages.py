"""What failed for good: dead letters and jobs, with one button each to try them again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from caseway.kernel.events.failures import dead_letters, failed_jobs, try_jobs_again, try_letters_again
from caseway.kernel.pages import AgentRequest, agent_page, go


@agent_page("settings.manage")
def failures(request: AgentRequest) -> HttpResponse:
    context = {"letters": dead_letters(request.actor), "jobs": failed_jobs(request.actor)}
    return render(request, "kernel/failures.html", context)


@require_POST
@agent_page("settings.manage")
def retry_failures(request: AgentRequest, what: str) -> HttpResponse:
    retry = try_letters_again if what == "events" else try_jobs_again
    retry(request.actor)
    return go(request, reverse("integrations:failures"))
