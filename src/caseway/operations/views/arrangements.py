"""Business hours, in a dialog."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from caseway.kernel.access import Actor
from caseway.kernel.crud.verbs import answer
from caseway.kernel.db import atomic
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.operations import commands
from caseway.operations.forms import CalendarForm
from caseway.operations.models import BusinessCalendar
from caseway.operations.views.screens import CALENDARS


@agent_page("settings.manage")
def create_calendar(request: AgentRequest) -> HttpResponse:
    form = CalendarForm(request.POST or None)

    @atomic()
    def save() -> BusinessCalendar:
        calendar = commands.create_calendar(form.opening(), actor=request.actor)
        return _close(calendar, form, request.actor)

    return answer(request, CALENDARS, form, save)


@agent_page("settings.manage")
def change_calendar(request: AgentRequest, pk: int) -> HttpResponse:
    calendar = get_object_or_404(CALENDARS.rows(), pk=pk)
    form = CalendarForm(request.POST or None, initial=CalendarForm.initial_of(calendar))

    @atomic()
    def save() -> BusinessCalendar:
        changed = commands.change_calendar(calendar, form.opening(), actor=request.actor)
        return _close(changed, form, request.actor)

    return answer(request, CALENDARS, form, save, row=calendar)


def _close(calendar: BusinessCalendar, form: CalendarForm, actor: Actor) -> BusinessCalendar:
    """Be closed on the days that were written, and on those of the country that was named."""
    days = form.cleaned_data["holidays"]
    gone = [holiday.on for holiday in calendar.holidays.all() if holiday.on not in days]
    commands.open_on(calendar, gone, actor=actor)
    commands.set_holidays(calendar, days, actor=actor)
    country, _dash, part = form.cleaned_data["country"].upper().partition("-")
    if country:
        for year in (timezone.localdate().year, timezone.localdate().year + 1):
            commands.import_holidays(calendar, country=country, subdivision=part, year=year, actor=actor)
    return calendar
