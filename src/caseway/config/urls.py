"""Every address of the product. Each area brings its own routes."""

from django.urls import include, path

from caseway.config.api import api
from caseway.config.health import healthz, readyz
from caseway.config.internal import sessions
from caseway.config.metrics.page import metrics
from caseway.engagement.channels.email.views import take_posted_mail, take_posted_reports

handler500 = "caseway.config.middleware.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("internal/sessions", sessions, name="sessions"),
    path("api/v1/", api.urls),
    path("hooks/mail/<int:pk>/", take_posted_mail, name="mail_hook"),
    path("hooks/mail/<int:pk>/reports/", take_posted_reports, name="mail_reports"),
    path("accounts/", include("allauth.urls")),
    path("settings/", include("caseway.kernel.integrations.urls")),
    path("settings/", include("caseway.operations.urls")),
    path("settings/", include("caseway.sla.urls")),
    path("settings/", include("caseway.engagement.channels.email.urls")),
    path("", include("caseway.entitlements.urls")),
    path("", include("caseway.ui.urls")),
    path("", include("caseway.cases.urls")),
    path("", include("caseway.customers.urls")),
    path("", include("caseway.knowledge.urls")),
    path("", include("caseway.intake.urls")),
    path("", include("caseway.flows.urls")),
    path("", include("caseway.routing.urls")),
    path("", include("caseway.workspace.urls")),
]
