"""Cases, through the only door for showing them to somebody."""

from datetime import datetime

from django.db.models import QuerySet

from caseway.cases.models import Case
from caseway.kernel.access import Actor, visible
from caseway.routing.queries import visible_items


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Cases the actor may read: their own, their teams', shared ones, or all."""
    return visible(Case.objects.all(), actor, "cases.read", kind="case")


def pickable_cases(actor: Actor) -> QuerySet[Case]:
    """Visible cases, and those that wait in queues the actor may work: members need not be of the owner's team."""
    waiting = visible_items(actor).filter(kind="case").values("pk")
    return visible_cases(actor) | Case.objects.filter(work_item__in=waiting)


def cases_for_list(actor: Actor) -> QuerySet[Case]:
    """Visible cases with what a row of a list shows, and without the long description."""
    listed = visible_cases(actor).select_related(
        "account", "contact", "owner", "team", "status_reason", "work_item__queue"
    )
    return listed.defer("description", "work_item__attributes")


def case_page(actor: Actor) -> QuerySet[Case]:
    """Visible cases with everything the case page's header and customer pane show, in one statement."""
    return visible_cases(actor).select_related(
        "account",
        "contact__account",
        "product",
        "asset__product",
        "owner",
        "team",
        "status_reason",
        "entitlement",
        "clock_set__policy",
        "work_item__queue",
        "work_item__worked_by",
        "flow_instance",
    )


def similar_cases(case: Case, actor: Actor) -> QuerySet[Case]:
    """Other cases of the same customer, newest first."""
    same = {"account_id": case.account_id} if case.account_id else {"contact_id": case.contact_id}
    return cases_for_list(actor).filter(**same).exclude(pk=case.pk).order_by("-opened_at", "-id")


def cases_opened_by(case: Case, *, since: datetime) -> int:
    """How many cases its contact, or else its account, opened since then, itself among them."""
    theirs = {"contact_id": case.contact_id} if case.contact_id else {"account_id": case.account_id}
    return Case.objects.filter(**theirs, opened_at__gt=since).count()


def attributes_of_case(case: Case) -> dict[str, str]:
    """The case as conditions see it; relations are read where they are not loaded yet."""
    return {
        "title": case.title,
        "type": case.kind,
        "origin": case.origin,
        "priority": str(case.priority),
        "tier": case.account.tier if case.account else "",
        "product": case.product.sku if case.product else "",
        "account": case.account.number if case.account else "",
    }
