"""The case: a customer's problem from its opening to its resolution."""

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from caseway.kernel.models import Ordered


class NextNumber(Func):
    """`CAS-1042`, from a sequence: numbers are given once and never again."""

    template = "'CAS-' || nextval('case_number')::text"
    output_field = models.CharField()


class State(models.TextChoices):
    ACTIVE = "active", _("Active")
    RESOLVED = "resolved", _("Resolved")
    CANCELED = "canceled", _("Canceled")


class StatusReason(Ordered):
    """Why a case is in its state. States are fixed; administrators may add reasons.

    `code` is its stable name, and what cases hold. Standard reasons come with the product and stay; one that is not
    active is offered no more.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    label = models.CharField(_("label"), max_length=80)
    is_default = models.BooleanField(_("default of its state"), default=False)
    is_standard = models.BooleanField(_("comes with the product"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    pauses_clocks = models.BooleanField(_("pauses service levels"), default=False)

    class Meta:
        ordering = ["state", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(is_default=True), name="one_default_reason_a_state"),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_active=True, pauses_clocks=False), name="default_reason_is_usable"
            ),
            models.CheckConstraint(
                condition=Q(pauses_clocks=False) | Q(state="active"), name="only_active_reasons_pause"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Case(models.Model):
    """All that a list shows of a case stands in its row; `version` grows with each change, against lost edits."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        PROBLEM = "problem", _("Problem")
        REQUEST = "request", _("Request")

    class Origin(models.TextChoices):
        EMAIL = "email", _("Email")
        PHONE = "phone", _("Phone")
        WEB = "web", _("Web")
        CHAT = "chat", _("Chat")
        DEVICE = "device", _("Device")

    class Priority(models.IntegerChoices):
        HIGH = 1, _("High")
        NORMAL = 2, _("Normal")
        LOW = 3, _("Low")

    number = models.CharField(max_length=24, unique=True, db_default=NextNumber(), editable=False)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    account = models.ForeignKey("customers.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("customers.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey("customers.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey("customers.Asset", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices, default=Kind.QUESTION)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin.choices, default=Origin.WEB)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    status_reason = models.ForeignKey(
        StatusReason, to_field="code", on_delete=models.PROTECT, related_name="+", default="in_progress"
    )
    owner = models.ForeignKey("operations.Agent", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("operations.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entitlement = models.ForeignKey(
        "entitlements.Entitlement", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decrements_entitlement = models.BooleanField(default=True)
    clock_set = models.OneToOneField("sla.ClockSet", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    work_item = models.OneToOneField(
        "routing.WorkItem", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    flow_instance = models.OneToOneField(
        "flows.FlowInstance", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_responded_at = models.DateTimeField(null=True, blank=True)
    on_hold_since = models.DateTimeField(null=True, blank=True)
    last_message_at = models.DateTimeField(null=True, blank=True)
    is_waiting_for_us = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(contact__isnull=False), name="case_has_a_customer"
            ),
            models.CheckConstraint(
                condition=Q(state="active", closed_at__isnull=True) | (~Q(state="active") & Q(closed_at__isnull=False)),
                name="case_closed_when_not_active",
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="case_newest"),
            models.Index(fields=["-opened_at", "-id"], name="case_open_newest", condition=Q(state="active")),
            models.Index(fields=["team", "-opened_at", "-id"], name="case_team", condition=Q(state="active")),
            models.Index(fields=["owner", "-opened_at", "-id"], name="case_owner", condition=Q(state="active")),
            models.Index(
                F("due_at").asc(), F("id").asc(), name="case_due", condition=Q(state="active", due_at__isnull=False)
            ),
            models.Index(fields=["-resolved_at", "-id"], name="case_resolved", condition=Q(state="resolved")),
            models.Index(fields=["account", "-opened_at"], name="case_account"),
            models.Index(fields=["contact", "-opened_at"], name="case_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE

    @property
    def reference(self) -> str:
        return self.number
