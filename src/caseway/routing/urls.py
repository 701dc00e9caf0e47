from django.urls import path, re_path

from caseway.routing import views

app_name = "routing"

urlpatterns = [
    path("settings/queues/", views.queues, name="queues"),
    path("settings/queues/new/", views.create_queue, name="create_queue"),
    path("settings/queues/<int:pk>/", views.update_queue, name="update_queue"),
    path("settings/queues/<int:pk>/delete/", views.delete_queue, name="delete_queue"),
    path("settings/routing-rules/", views.rules, name="rules"),
    path("settings/routing-rules/new/", views.create_rule, name="create_rule"),
    path("settings/routing-rules/<int:pk>/", views.update_rule, name="update_rule"),
    path("settings/routing-rules/<int:pk>/delete/", views.delete_rule, name="delete_rule"),
    re_path(r"^settings/routing-rules/(?P<pk>\d{1,18})/(?P<way>up|down)/$", views.move_rule, name="move_rule"),
]
