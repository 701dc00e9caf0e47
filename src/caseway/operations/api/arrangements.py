"""Business hours and templates for programs."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from django.core.files.base import ContentFile
from django.shortcuts import get_object_or_404
from pydantic import Field

from caseway.kernel.api import (
    ApiRequest,
    FileIn,
    Identifier,
    ListAnswer,
    Listing,
    ListQuery,
    Path,
    Query,
    Router,
    Status,
    held,
    listing,
    stamp,
)
from caseway.kernel.db import atomic
from caseway.operations import commands
from caseway.operations.models import BusinessCalendar, Template, TemplateFile
from caseway.operations.queries import settings
from caseway.operations.schemas import (
    AddedOut,
    CalendarChange,
    CalendarIn,
    CalendarOut,
    HolidayIn,
    HolidaysIn,
    TemplateChange,
    TemplateFileOut,
    TemplateIn,
    TemplateOut,
)

router = Router(tags=["service operations"])
Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2199, 12, 31))]


@router.get("/calendars", response=Listing[CalendarOut])
def list_calendars(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Business hours with their holidays, by name."""
    return listing(settings.visible_calendars(request.actor), asked, order=("name", "id"))


@router.post("/calendars", response={201: CalendarOut})
def create_calendar(request: ApiRequest, data: CalendarIn) -> Status[BusinessCalendar]:
    """Write down when the business is open."""
    return Status(201, commands.create_calendar(commands.Opening(**data.model_dump()), actor=request.actor))


@router.get("/calendars/{calendar_id}", response=CalendarOut)
def get_calendar(request: ApiRequest, calendar_id: Path[Identifier]) -> BusinessCalendar:
    """One calendar."""
    return stamp(request, _calendar(request, calendar_id))


@router.patch("/calendars/{calendar_id}", response=CalendarOut)
def change_calendar(request: ApiRequest, calendar_id: Path[Identifier], data: CalendarChange) -> BusinessCalendar:
    """Change what is given. Promises that run already keep their due time."""
    with atomic():
        found = held(request, _calendar(request, calendar_id))
        opening = commands.Opening(name=found.name, timezone=found.timezone, is_24x7=found.is_24x7, hours=found.hours)
        found = commands.change_calendar(
            found, replace(opening, **data.model_dump(exclude_none=True)), actor=request.actor
        )
    return stamp(request, found)


@router.delete("/calendars/{calendar_id}", response={204: None})
def delete_calendar(request: ApiRequest, calendar_id: Path[Identifier]) -> Status[None]:
    """Forget one by which nothing is promised."""
    commands.delete_calendar(_calendar(request, calendar_id), actor=request.actor)
    return Status(204, None)


@router.post("/calendars/{calendar_id}/holidays", response={201: AddedOut})
def add_holiday(request: ApiRequest, calendar_id: Path[Identifier], data: HolidayIn) -> Status[AddedOut]:
    """Close on one more day."""
    added = commands.set_holidays(_calendar(request, calendar_id), {data.on: data.name}, actor=request.actor)
    return Status(201, AddedOut(added=added))


@router.post("/calendars/{calendar_id}/import-holidays", response=AddedOut)
def import_holidays(request: ApiRequest, calendar_id: Path[Identifier], data: HolidaysIn) -> AddedOut:
    """Close on the public holidays of a country, or of a part of it, in one year."""
    calendar = _calendar(request, calendar_id)
    return AddedOut(added=commands.import_holidays(calendar, **data.model_dump(), actor=request.actor))


@router.delete("/calendars/{calendar_id}/holidays/{on}", response={204: None})
def remove_holiday(request: ApiRequest, calendar_id: Path[Identifier], on: Path[Day]) -> Status[None]:
    """Be open on that day after all."""
    commands.open_on(_calendar(request, calendar_id), [on], actor=request.actor)
    return Status(204, None)


@router.get("/templates", response=Listing[TemplateOut])
def list_templates(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Templates by name."""
    return listing(settings.visible_templates(request.actor), asked, order=("name", "id"))


@router.post("/templates", response={201: TemplateOut})
def create_template(request: ApiRequest, data: TemplateIn) -> Status[Template]:
    """Write a template in Liquid."""
    return Status(201, commands.create_template(commands.Wording(**data.model_dump()), actor=request.actor))


@router.get("/templates/{slug}", response=TemplateOut)
def get_template(request: ApiRequest, slug: str) -> Template:
    """One template."""
    return stamp(request, _template(request, slug))


@router.patch("/templates/{slug}", response=TemplateOut)
def change_template(request: ApiRequest, slug: str, data: TemplateChange) -> Template:
    """Change what is given."""
    with atomic():
        found = held(request, _template(request, slug))
        wording = commands.Wording(name=found.name, slug=found.slug, subject=found.subject, body=found.body)
        found = commands.change_template(
            found, replace(wording, **data.model_dump(exclude_none=True)), actor=request.actor
        )
    return stamp(request, found)


@router.delete("/templates/{slug}", response={204: None})
def delete_template(request: ApiRequest, slug: str) -> Status[None]:
    """Forget one that no rule answers with."""
    commands.delete_template(_template(request, slug), actor=request.actor)
    return Status(204, None)


@router.get("/templates/{slug}/files", response=Listing[TemplateFileOut])
def list_template_files(request: ApiRequest, slug: str, asked: Query[ListQuery]) -> ListAnswer:
    """What goes with mail that is written by it."""
    files = settings.visible_template_files(request.actor).filter(template=_template(request, slug))
    return listing(files, asked, order=("id",))


@router.post("/templates/{slug}/files", response={201: TemplateFileOut})
def add_template_file(request: ApiRequest, slug: str, data: FileIn) -> Status[TemplateFile]:
    """Let a file go with it; one of the same name is replaced. 10 files and 10 MB in all."""
    file = commands.FileForTemplate(
        filename=data.filename, content_type=data.content_type, content=ContentFile(data.content)
    )
    return Status(201, commands.add_template_file(_template(request, slug), actor=request.actor, file=file))


@router.delete("/templates/{slug}/files/{file_id}", response={204: None})
def remove_template_file(request: ApiRequest, slug: str, file_id: Path[Identifier]) -> Status[None]:
    """What was sent with it stays where it was sent."""
    files = settings.visible_template_files(request.actor).filter(template=_template(request, slug))
    commands.remove_template_file(get_object_or_404(files, pk=file_id), actor=request.actor)
    return Status(204, None)


def _calendar(request: ApiRequest, calendar_id: int) -> BusinessCalendar:
    return get_object_or_404(settings.visible_calendars(request.actor), pk=calendar_id)


def _template(request: ApiRequest, slug: str) -> Template:
    return get_object_or_404(settings.visible_templates(request.actor), slug=slug)
