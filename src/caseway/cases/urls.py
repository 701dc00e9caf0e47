from django.urls import path, re_path

from caseway.cases import views

app_name = "cases"

CASE = "cases/<str:number>/"

REASONS = "settings/status-reasons/"
ONE = f"{REASONS}<int:pk>/"

urlpatterns = [
    path(REASONS, views.status_reasons, name="status_reasons"),
    path(f"{REASONS}new/", views.add_status_reason, name="add_status_reason"),
    path(ONE, views.change_status_reason, name="change_status_reason"),
    path(f"{ONE}delete/", views.delete_status_reason, name="delete_status_reason"),
    path(f"{ONE}make-default/", views.make_default_status_reason, name="make_default_status_reason"),
    path(f"{ONE}activate/", views.activate_status_reason, name="activate_status_reason"),
    path(f"{ONE}deactivate/", views.deactivate_status_reason, name="deactivate_status_reason"),
    re_path(rf"^{REASONS}(?P<pk>\d{{1,18}})/(?P<way>up|down)/$", views.move_status_reason, name="move_status_reason"),
    path("bulk/cases/assign/", views.assign_cases, name="assign_cases"),
    path("bulk/cases/priority/", views.set_priorities, name="set_priorities"),
    path(f"{CASE}resolve/", views.resolve_case, name="resolve_case"),
    path(f"{CASE}cancel/", views.cancel_case, name="cancel_case"),
    path(f"{CASE}reactivate/", views.reactivate_case, name="reactivate_case"),
    path(f"{CASE}status/", views.change_status, name="change_status"),
    path(f"{CASE}edit/", views.edit_case, name="edit_case"),
    path(f"{CASE}priority/", views.set_priority, name="set_priority"),
    path(f"{CASE}pick/", views.pick_case, name="pick_case"),
    path(f"{CASE}release/", views.release_case, name="release_case"),
    path(f"{CASE}assign/", views.assign_case, name="assign_case"),
    path(f"{CASE}route/", views.route_case, name="route_case"),
    re_path(r"^cases/(?P<number>[^/]+)/add/(?P<kind>task|phone_call)/$", views.add_activity, name="add_activity"),
    re_path(
        r"^activities/(?P<pk>\d{1,18})/(?P<outcome>complete|cancel)/$", views.close_activity, name="close_activity"
    ),
]
