from django.apps import AppConfig
from django.db.models import CharField
from django.utils.translation import gettext_lazy as _

from caseway.kernel.conditions.registry import Field, FieldType, register


class CustomersConfig(AppConfig):
    name = "caseway.customers"
    label = "customers"

    def ready(self) -> None:
        """Offer accounts and contacts to conditions."""
        tier = self.get_model("Account")._meta.get_field("tier")
        tiers = tier.flatchoices if isinstance(tier, CharField) else []

        register(
            "account",
            [
                Field("name", _("Name"), FieldType.TEXT),
                Field("number", _("Account number"), FieldType.TEXT),
                Field("tier", _("Tier"), FieldType.CHOICE, choices=tiers),
                Field("website", _("Website"), FieldType.TEXT),
                Field("created_at", _("Created"), FieldType.DATE_TIME),
            ],
        )
        register(
            "contact",
            [
                Field("name", _("Name"), FieldType.TEXT),
                Field("job_title", _("Job title"), FieldType.TEXT),
                Field("language", _("Language"), FieldType.TEXT),
                Field("time_zone", _("Time zone"), FieldType.TEXT),
                Field("account", _("Account"), FieldType.REFERENCE, "account_id"),
                Field("account_name", _("Account name"), FieldType.TEXT, "account__name"),
                Field("tier", _("Customer tier"), FieldType.CHOICE, "account__tier", tiers),
                Field("created_at", _("Created"), FieldType.DATE_TIME),
            ],
        )
