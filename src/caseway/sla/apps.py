from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "caseway.sla"
    label = "sla"
