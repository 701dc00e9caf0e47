"""Where the pages of tokens, webhooks and failures are, below the settings."""

from django.urls import path, re_path

from caseway.kernel.integrations import failure_pages, token_pages, webhook_pages
from caseway.kernel.integrations.screens import TOKENS, WEBHOOKS

app_name = "integrations"

urlpatterns = [
    path("failures/", failure_pages.failures, name="failures"),
    re_path(r"^failures/(?P<what>events|jobs)/again/$", failure_pages.retry_failures, name="retry_failures"),
    TOKENS.urls()[0],
    path("tokens/new/", token_pages.create_token, name="tokens_new"),
    path("tokens/<int:pk>/", token_pages.token, name="tokens_change"),
    path("tokens/<int:pk>/revoke/", token_pages.revoke_token, name="tokens_revoke"),
    WEBHOOKS.urls()[0],
    path("webhooks/new/", webhook_pages.create_webhook, name="webhooks_new"),
    path("webhooks/<int:pk>/", webhook_pages.webhook, name="webhooks_change"),
    path("webhooks/<int:pk>/edit/", webhook_pages.change_webhook, name="webhooks_edit"),
    path("webhooks/<int:pk>/rotate/", webhook_pages.rotate_secret, name="webhooks_rotate"),
    path("webhooks/<int:pk>/delete/", webhook_pages.delete_webhook, name="webhooks_delete"),
    path(
        "webhooks/<int:pk>/deliveries/<int:delivery_pk>/replay/",
        webhook_pages.replay_delivery,
        name="webhooks_replay",
    ),
]
