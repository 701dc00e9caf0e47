"""What the settings of service levels are called, and their plain lists."""

from django.utils.translation import gettext_lazy as _

from caseway.kernel.crud import CrudSet
from caseway.sla.forms import KpiForm
from caseway.sla.models import SlaKpi, SlaPolicy, SlaSettings

POLICIES = CrudSet(
    model=SlaPolicy,
    url_name="policies",
    title=_("Service levels"),
    singular=_("policy"),
    columns=("name", "status"),
    fields=("name",),
    order=("name", "id"),
    intro=_("What you promise: how soon customers hear from you, and how soon it is solved."),
    deletes=True,
)
SETTINGS = CrudSet(
    model=SlaSettings,
    url_name="policies",
    title=_("Service levels"),
    singular=_("settings"),
    columns=("is_enabled",),
    fields=("is_enabled",),
)
KPIS = CrudSet(
    model=SlaKpi,
    url_name="kpis",
    title=_("What is measured"),
    singular=_("KPI"),
    columns=("name", "code"),
    form=KpiForm,
    order=("id",),
    intro=_("The first response and the resolution are built in."),
)
