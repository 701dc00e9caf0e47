from django.urls import include, path, re_path

from caseway.customers import views

app_name = "customers"

ID = r"(?P<pk>\d{1,18})"
OWNER = r"^customers/(?P<kind>accounts|contacts)/(?P<key>[A-Za-z0-9-]{1,24})/"

urlpatterns = [
    path("settings/", include(views.PRODUCTS.urls())),
    path("customers/new-account/", views.create_account, name="create_account"),
    path("customers/new-contact/", views.create_contact, name="create_contact"),
    path("customers/accounts/<str:number>/edit/", views.update_account, name="update_account"),
    re_path(rf"^customers/contacts/{ID}/edit/$", views.update_contact, name="update_contact"),
    re_path(rf"{OWNER}add-point/$", views.add_point, name="add_point"),
    re_path(rf"{OWNER}add-asset/$", views.register_asset, name="register_asset"),
    re_path(rf"^customers/points/{ID}/remove/$", views.remove_point, name="remove_point"),
    re_path(rf"^customers/points/{ID}/primary/$", views.make_primary, name="make_primary"),
    re_path(rf"^customers/points/{ID}/reachable/$", views.mark_reachable, name="mark_reachable"),
]
