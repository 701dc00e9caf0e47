"""The forms of the service-level pages. They ask; the commands decide."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caseway.kernel.conditions.forms import ConditionField
from caseway.operations.models import BusinessCalendar
from caseway.sla.commands import Promise, promise_of
from caseway.sla.models import SlaItem, SlaKpi, SlaSettings

MINUTE = timedelta(minutes=1)
LONGEST = 5_256_000


class PolicyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)


class PromiseForm(forms.Form):
    """One promise of a policy for this kind of record."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kpi = forms.ModelChoiceField(SlaKpi.objects.all(), label=_("What is promised"), empty_label=None)
    fail_after = forms.IntegerField(label=_("Within so many minutes"), min_value=1, max_value=LONGEST)
    warn_after = forms.IntegerField(
        label=_("Warn after so many minutes"), min_value=0, max_value=LONGEST, required=False
    )
    calendar = forms.ModelChoiceField(
        BusinessCalendar.objects.all(), label=_("Business hours"), required=False, empty_label=_("Around the clock")
    )
    may_pause = forms.BooleanField(label=_("Stands still while the case is on hold"), required=False, initial=True)
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=30_000,
        initial=0,
        help_text=_("The first promise that applies counts, the smallest number first."),
    )

    def __init__(self, data: QueryDict | None = None, *, kind: str, item: SlaItem | None = None) -> None:
        super().__init__(data, initial=_shown(item) if item else None)
        when = ConditionField(
            kind, label=gettext("Applies when"), help_text=gettext("No condition: it always applies.")
        )
        self.fields["condition"] = when
        self.fields["may_pause"].disabled = item is not None

    def promise(self) -> Promise:
        asked = self.cleaned_data
        return Promise(
            name=asked["name"],
            kpi_id=asked["kpi"].pk,
            fail_after=asked["fail_after"] * MINUTE,
            warn_after=None if asked["warn_after"] is None else asked["warn_after"] * MINUTE,
            condition=asked["condition"] or {},
            calendar_id=asked["calendar"].pk if asked["calendar"] else None,
            position=asked["position"],
            may_pause=asked["may_pause"],
        )


class KpiForm(forms.ModelForm[SlaKpi]):
    """A KPI's code is its stable name: it is asked only once."""

    class Meta:
        model = SlaKpi
        fields = ("code", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None


class SettingsForm(forms.ModelForm[SlaSettings]):
    class Meta:
        model = SlaSettings
        fields = ("is_enabled", "may_replace_manual", "recalculates_terminal")


def _shown(item: SlaItem) -> dict[str, object]:
    promise = promise_of(item)
    return {
        "name": promise.name,
        "kpi": promise.kpi_id,
        "fail_after": promise.fail_after // MINUTE,
        "warn_after": None if promise.warn_after is None else promise.warn_after // MINUTE,
        "calendar": promise.calendar_id,
        "may_pause": promise.may_pause,
        "position": promise.position,
        "condition": promise.condition,
    }
