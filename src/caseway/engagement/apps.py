from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "caseway.engagement"
    label = "engagement"
