"""When the business is open, and what it writes."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from caseway.operations.commands import FileForTemplate, Opening, Wording, faults_of
from caseway.operations.forms.people import time_zones
from caseway.operations.models import BusinessCalendar, Template
from caseway.operations.rules.calendar import CalendarError
from caseway.operations.rules.calendar_json import parse_hours

DAYS = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}
INTERVAL = re.compile(r"\s*(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})\s*")
HOLIDAY = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(.*)")


class HoursField(forms.CharField):
    """A day's opening hours as people write them: "09:00–12:00, 13:00–17:00". Empty is closed."""

    def __init__(self, day: str) -> None:
        super().__init__(label=DAYS[day], required=False, max_length=400)
        self.day = day

    def clean(self, value: str) -> list[list[str]]:
        parts = [part for part in super().clean(value).split(",") if part.strip()]
        found = [INTERVAL.fullmatch(part) for part in parts]
        if not all(found):
            raise ValidationError(_("Write times such as 09:00–12:00, 13:00–17:00."), code="hours")
        intervals = [list(match.groups()) for match in found if match]
        try:
            parse_hours({self.day: intervals})
        except CalendarError as error:
            raise ValidationError(str(error).partition(": ")[2] or str(error), code="hours") from error
        return intervals


class CalendarForm(forms.Form):
    """Opening hours a day at a time, and the days on which it is closed."""

    name = forms.CharField(label=_("Name"), max_length=120)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, initial="UTC")
    is_24x7 = forms.BooleanField(label=_("Always open"), required=False)
    mon, tue, wed, thu, fri, sat, sun = (HoursField(day) for day in DAYS)
    holidays = forms.CharField(
        label=_("Holidays"),
        max_length=100_000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("One a line, such as 2026-12-25 Christmas."),
    )
    country = forms.RegexField(
        r"^[A-Za-z]{2}(-[A-Za-z0-9]{1,4})?$",
        label=_("Add the public holidays of"),
        required=False,
        help_text=_("A country, such as DE, or a part of it, such as DE-BY, for this year and the next."),
    )

    def opening(self) -> Opening:
        asked = self.cleaned_data
        hours = {day: asked[day] for day in DAYS if asked[day]}
        return Opening(name=asked["name"], timezone=asked["timezone"], is_24x7=asked["is_24x7"], hours=hours)

    def clean_holidays(self) -> dict[date, str]:
        days: dict[date, str] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["holidays"].splitlines())):
            days |= dict([_holiday(line)])
        return days

    @staticmethod
    def initial_of(calendar: BusinessCalendar) -> dict[str, object]:
        """What the form shows of a calendar."""
        days = {day: ", ".join("–".join(pair) for pair in calendar.hours.get(day, [])) for day in DAYS}
        lines = "\n".join(str(holiday) for holiday in calendar.holidays.all())
        shown = {"name": calendar.name, "timezone": calendar.timezone, "is_24x7": calendar.is_24x7}
        return shown | days | {"holidays": lines}


class TemplateForm(forms.ModelForm[Template]):
    """A template whose Liquid is checked before it is kept."""

    class Meta:
        model = Template
        fields = ("name", "slug", "subject", "body")
        widgets = {"body": forms.Textarea({"rows": 12})}

    def clean(self) -> dict[str, object]:
        asked = super().clean() or self.cleaned_data
        for name, fault in faults_of(str(asked.get("subject", "")), str(asked.get("body", ""))).items():
            self.add_error(name, fault)
        return asked

    def wording(self) -> Wording:
        return Wording(**{name: self.cleaned_data[name] for name in ("name", "slug", "subject", "body")})


class TemplateFileForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("10 files and 10 MB in all. One of the same name is replaced."))

    def chosen(self) -> FileForTemplate:
        file = self.cleaned_data["file"]
        return FileForTemplate(filename=file.name, content_type=file.content_type or "", content=file)


def _holiday(line: str) -> tuple[date, str]:
    match = HOLIDAY.fullmatch(line)
    try:
        if match:
            return date.fromisoformat(match[1]), match[2][:120]
    except ValueError:
        pass
    raise ValidationError(
        _now("“%(line)s” has no day: write YYYY-MM-DD and a name.") % {"line": line[:60]}, code="holiday"
    )
