"""Settings pages of service operations."""

from django.urls import path

from caseway.operations import views

app_name = "operations"

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    views.AGENTS.urls()[0],
    path("agents/new/", views.create_agent, name="agents_new"),
    path("agents/<int:pk>/", views.change_agent, name="agents_change"),
    views.TEAMS.urls()[0],
    path("teams/new/", views.create_team, name="teams_new"),
    path("teams/<int:pk>/", views.change_team, name="teams_change"),
    path("teams/<int:pk>/delete/", views.delete_team, name="teams_delete"),
    views.ROLES.urls()[0],
    path("roles/new/", views.create_role, name="roles_new"),
    path("roles/<int:pk>/", views.change_role, name="roles_change"),
    views.ROLES.urls()[3],
    views.CALENDARS.urls()[0],
    path("calendars/new/", views.create_calendar, name="calendars_new"),
    path("calendars/<int:pk>/", views.change_calendar, name="calendars_change"),
    views.CALENDARS.urls()[3],
    *views.TEMPLATES.urls()[:3],
    path("templates/<int:pk>/delete/", views.delete_template, name="templates_delete"),
    path("templates/<int:pk>/files/", views.template_files, name="template_files"),
    path("template-files/<int:pk>/", views.template_file, name="template_file"),
    path("template-files/<int:pk>/remove/", views.remove_template_file, name="remove_template_file"),
    path("quick-replies/", views.quick_replies, name="quick_replies"),
    path("quick-replies/new/", views.create_quick_reply, name="quick_replies_new"),
    path("quick-replies/preview/", views.preview_quick_reply, name="quick_replies_preview"),
    path("quick-replies/<int:pk>/", views.change_quick_reply, name="quick_replies_change"),
    path("quick-replies/<int:pk>/delete/", views.delete_quick_reply, name="quick_replies_delete"),
]
