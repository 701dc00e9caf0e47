from django.urls import path, re_path

from caseway.intake import views

app_name = "intake"

urlpatterns = [
    path("intake/<int:pk>/open/", views.open_by_hand, name="open_by_hand"),
    path("settings/intake-rules/", views.rules, name="rules"),
    path("settings/intake-rules/new/", views.create_rule, name="create_rule"),
    path("settings/intake-rules/<int:pk>/", views.update_rule, name="update_rule"),
    path("settings/intake-rules/<int:pk>/delete/", views.delete_rule, name="delete_rule"),
    path("settings/intake-rules/<int:pk>/items/new/", views.add_item, name="add_item"),
    path("settings/intake-items/<int:pk>/", views.update_item, name="update_item"),
    path("settings/intake-items/<int:pk>/delete/", views.remove_item, name="remove_item"),
    re_path(r"^settings/intake-items/(?P<pk>\d{1,18})/(?P<way>up|down)/$", views.move_item, name="move_item"),
]
