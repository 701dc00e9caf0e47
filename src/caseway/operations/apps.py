from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "caseway.operations"
    label = "operations"
