"""Service levels for programs: what is promised. How promises stand is part of each record, such as a case."""

from django.shortcuts import get_object_or_404

from caseway.kernel.api import (
    ApiRequest,
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
from caseway.sla import commands, queries
from caseway.sla.models import SlaItem, SlaKpi, SlaPolicy, SlaSettings
from caseway.sla.schemas import (
    KpiChange,
    KpiIn,
    KpiOut,
    PolicyChange,
    PolicyIn,
    PolicyOut,
    PromiseIn,
    PromiseOut,
    SettingsIn,
    SettingsOut,
)

router = Router(tags=["service levels"])


@router.get("/sla/kpis", response=Listing[KpiOut])
def list_kpis(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """What is measured."""
    return listing(queries.visible_kpis(request.actor), asked, order=("id",))


@router.post("/sla/kpis", response={201: KpiOut})
def create_kpi(request: ApiRequest, data: KpiIn) -> Status[SlaKpi]:
    """Measure something else; the code is its stable name."""
    return Status(201, commands.create_kpi(**data.model_dump(), actor=request.actor))


@router.get("/sla/kpis/{kpi_id}", response=KpiOut)
def get_kpi(request: ApiRequest, kpi_id: Path[Identifier]) -> SlaKpi:
    """One KPI."""
    return stamp(request, _kpi(request, kpi_id))


@router.patch("/sla/kpis/{kpi_id}", response=KpiOut)
def rename_kpi(request: ApiRequest, kpi_id: Path[Identifier], data: KpiChange) -> SlaKpi:
    """Give it another name. Its code stays."""
    with atomic():
        found = commands.rename_kpi(held(request, _kpi(request, kpi_id)), name=data.name, actor=request.actor)
    return stamp(request, found)


@router.delete("/sla/kpis/{kpi_id}", response={204: None})
def delete_kpi(request: ApiRequest, kpi_id: Path[Identifier]) -> Status[None]:
    """Measure it no more, if nothing was ever promised by it."""
    commands.delete_kpi(_kpi(request, kpi_id), actor=request.actor)
    return Status(204, None)


@router.get("/sla/policies", response=Listing[PolicyOut])
def list_policies(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Policies with their promises, by name."""
    return listing(queries.visible_policies(request.actor), asked, order=("name", "id"))


@router.post("/sla/policies", response={201: PolicyOut})
def create_policy(request: ApiRequest, data: PolicyIn) -> Status[SlaPolicy]:
    """A draft, to be given promises and activated."""
    return Status(201, commands.create_policy(**data.model_dump(), actor=request.actor))


@router.get("/sla/policies/{policy_id}", response=PolicyOut)
def get_policy(request: ApiRequest, policy_id: Path[Identifier]) -> SlaPolicy:
    """One policy."""
    return stamp(request, _policy(request, policy_id))


@router.patch("/sla/policies/{policy_id}", response=PolicyOut)
def rename_policy(request: ApiRequest, policy_id: Path[Identifier], data: PolicyChange) -> SlaPolicy:
    """Give it another name."""
    return commands.rename_policy(_policy(request, policy_id), name=data.name, actor=request.actor)


@router.delete("/sla/policies/{policy_id}", response={204: None})
def delete_policy(request: ApiRequest, policy_id: Path[Identifier]) -> Status[None]:
    """Forget a draft by which no clock was ever started."""
    commands.delete_policy(_policy(request, policy_id), actor=request.actor)
    return Status(204, None)


@router.post("/sla/policies/{policy_id}/activate", response=PolicyOut)
def activate_policy(request: ApiRequest, policy_id: Path[Identifier]) -> SlaPolicy:
    """Let it apply from now on."""
    return commands.activate_policy(_policy(request, policy_id), actor=request.actor)


@router.post("/sla/policies/{policy_id}/deactivate", response=PolicyOut)
def deactivate_policy(request: ApiRequest, policy_id: Path[Identifier]) -> SlaPolicy:
    """Make it a draft again. Clocks that run go on."""
    return commands.deactivate_policy(_policy(request, policy_id), actor=request.actor)


@router.post("/sla/policies/{policy_id}/make-default", response=PolicyOut)
def make_default_policy(request: ApiRequest, policy_id: Path[Identifier]) -> SlaPolicy:
    """Let it apply where no other does."""
    return commands.make_default_policy(_policy(request, policy_id), actor=request.actor)


@router.post("/sla/policies/{policy_id}/items", response={201: PromiseOut})
def add_promise(request: ApiRequest, policy_id: Path[Identifier], data: PromiseIn) -> Status[SlaItem]:
    """Add a promise to a draft."""
    return Status(201, commands.add_promise(_policy(request, policy_id), data.promise(), actor=request.actor))


@router.put("/sla/policies/{policy_id}/items/{item_id}", response=PromiseOut)
def change_promise(
    request: ApiRequest, policy_id: Path[Identifier], item_id: Path[Identifier], data: PromiseIn
) -> SlaItem:
    """Write a promise of a draft anew."""
    item = _item(request, policy_id, item_id)
    return commands.change_promise(item, data.promise(), actor=request.actor)


@router.delete("/sla/policies/{policy_id}/items/{item_id}", response={204: None})
def remove_promise(request: ApiRequest, policy_id: Path[Identifier], item_id: Path[Identifier]) -> Status[None]:
    """Take a promise out of a draft, if no clock was ever started by it."""
    commands.remove_promise(_item(request, policy_id, item_id), actor=request.actor)
    return Status(204, None)


@router.get("/sla/settings", response=SettingsOut)
def get_settings(request: ApiRequest) -> SlaSettings:
    """How service levels behave everywhere."""
    return queries.sla_settings(request.actor)


@router.put("/sla/settings", response=SettingsOut)
def change_settings(request: ApiRequest, data: SettingsIn) -> SlaSettings:
    """Change how service levels behave everywhere."""
    return commands.change_settings(**data.model_dump(), actor=request.actor)


def _kpi(request: ApiRequest, kpi_id: int) -> SlaKpi:
    return get_object_or_404(queries.visible_kpis(request.actor), pk=kpi_id)


def _policy(request: ApiRequest, policy_id: int) -> SlaPolicy:
    return get_object_or_404(queries.visible_policies(request.actor), pk=policy_id)


def _item(request: ApiRequest, policy_id: int, item_id: int) -> SlaItem:
    return get_object_or_404(queries.visible_items(request.actor), pk=item_id, policy_id=policy_id)
