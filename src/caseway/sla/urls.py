"""Settings pages of service levels."""

from django.urls import path

from caseway.sla import views

app_name = "sla"

urlpatterns = [
    path("policies/", views.list_policies, name="policies"),
    path("policies/new/", views.create_policy, name="policies_new"),
    path("policies/settings/", views.change_settings, name="settings"),
    path("policies/<int:pk>/", views.policy, name="policy"),
    path("policies/<int:pk>/rename/", views.rename_policy, name="rename_policy"),
    path("policies/<int:pk>/delete/", views.delete_policy, name="policies_delete"),
    path("policies/<int:pk>/activate/", views.activate_policy, name="activate_policy"),
    path("policies/<int:pk>/deactivate/", views.deactivate_policy, name="deactivate_policy"),
    path("policies/<int:pk>/make-default/", views.make_default_policy, name="make_default_policy"),
    path("policies/<int:pk>/promises/new/", views.add_promise, name="add_promise"),
    path("policies/<int:pk>/promises/<int:item>/", views.change_promise, name="change_promise"),
    path("policies/<int:pk>/promises/<int:item>/delete/", views.remove_promise, name="remove_promise"),
    *views.KPIS.urls()[:3],
    path("kpis/<int:pk>/delete/", views.delete_kpi, name="kpis_delete"),
]
