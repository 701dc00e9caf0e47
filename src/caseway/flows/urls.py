from django.urls import path, re_path

from caseway.flows import views

app_name = "flows"

urlpatterns = [
    path("settings/flows/", views.flows, name="flows"),
    path("settings/flows/new/", views.create_flow, name="create_flow"),
    path("settings/flows/<int:pk>/", views.flow, name="flow"),
    path("settings/flows/<int:pk>/edit/", views.change_flow, name="change_flow"),
    path("settings/flows/<int:pk>/delete/", views.delete_flow, name="delete_flow"),
    path("settings/flows/<int:pk>/activate/", views.activate_flow, name="activate_flow"),
    path("settings/flows/<int:pk>/deactivate/", views.deactivate_flow, name="deactivate_flow"),
    re_path(r"^settings/flows/(?P<pk>\d{1,18})/(?P<way>up|down)/$", views.move_flow, name="move_flow"),
    path("settings/flows/<int:pk>/stages/new/", views.add_stage, name="add_stage"),
    path("settings/stages/<int:pk>/", views.rename_stage, name="rename_stage"),
    path("settings/stages/<int:pk>/delete/", views.remove_stage, name="remove_stage"),
    re_path(r"^settings/stages/(?P<pk>\d{1,18})/(?P<way>up|down)/$", views.move_stage, name="move_stage"),
    path("settings/stages/<int:pk>/steps/new/", views.add_step, name="add_step"),
    path("settings/steps/<int:pk>/", views.change_step, name="change_step"),
    path("settings/steps/<int:pk>/delete/", views.remove_step, name="remove_step"),
    re_path(r"^settings/steps/(?P<pk>\d{1,18})/(?P<way>up|down)/$", views.move_step, name="move_step"),
]
