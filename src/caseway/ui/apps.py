from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "caseway.ui"
    label = "ui"
