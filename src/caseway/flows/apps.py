from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "caseway.flows"
    label = "flows"
