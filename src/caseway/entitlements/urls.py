"""Pages of support contracts."""

from django.urls import path

from caseway.entitlements import views

app_name = "entitlements"

urlpatterns = [
    path("entitlements/", views.list_entitlements, name="entitlements"),
    path("entitlements/new/", views.create_entitlement, name="entitlements_new"),
    path("entitlements/<int:pk>/", views.entitlement, name="entitlement"),
    path("entitlements/<int:pk>/edit/", views.edit_entitlement, name="edit_entitlement"),
    path("entitlements/<int:pk>/activate/", views.activate_entitlement, name="activate_entitlement"),
    path("entitlements/<int:pk>/deactivate/", views.deactivate_entitlement, name="deactivate_entitlement"),
    path("entitlements/<int:pk>/cancel/", views.cancel_entitlement, name="cancel_entitlement"),
    path("entitlements/<int:pk>/renew/", views.renew_entitlement, name="renew_entitlement"),
    path("entitlements/<int:pk>/make-default/", views.make_default, name="make_default"),
]
