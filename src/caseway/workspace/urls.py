from django.urls import path

from caseway.workspace import views

app_name = "workspace"

urlpatterns = [
    path("", views.home, name="home"),
    path("queues/", views.queues, name="queues"),
    path("queues/<slug:slug>/", views.queue, name="queue"),
    path("cases/", views.cases, name="cases"),
    path("cases/new/", views.new_case, name="new_case"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/header/", views.case_header, name="case_header"),
    path("cases/<str:number>/timeline/", views.case_timeline, name="case_timeline"),
    path("cases/<str:number>/pane/", views.case_pane, name="case_pane"),
    path("cases/<str:number>/knowledge/", views.case_knowledge, name="case_knowledge"),
    path("cases/<str:number>/write/", views.write, name="write"),
    path("cases/<str:number>/draft/", views.save_draft, name="save_draft"),
    path("cases/<str:number>/tab/", views.open_tab, name="open_tab"),
    path("tabs/<int:pk>/close/", views.close_tab, name="close_tab"),
    path("customers/", views.customers, name="customers"),
    path("customers/accounts/<str:number>/", views.account, name="account"),
    path("customers/contacts/<int:pk>/", views.contact, name="contact"),
    path("search/", views.search, name="search"),
    path("palette/", views.palette, name="palette"),
    path("live-token/", views.live_token, name="live_token"),
    path("messages/<int:pk>/html/", views.message_html, name="message_html"),
    path("messages/<int:pk>/source/", views.message_source, name="message_source"),
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
    path("intake/", views.intake_monitor, name="intake_monitor"),
    path("settings/", views.settings, name="settings"),
]
