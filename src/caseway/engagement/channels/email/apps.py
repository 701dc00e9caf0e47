from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "caseway.engagement.channels.email"
    label = "email"
