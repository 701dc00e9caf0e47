from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "caseway.entitlements"
    label = "entitlements"
