from django.urls import path, re_path

from caseway.workspace import views

app_name = "workspace"

CASE = "cases/<str:number>/"

page_urls = [
    path("live-token/", views.live_token, name="live_token"),
    path("tabs/<int:pk>/close/", views.close_tab, name="close_tab"),
]

case_urls = [
    path(CASE, views.case, name="case"),
    path(f"{CASE}header/", views.case_header, name="case_header"),
    path(f"{CASE}timeline/", views.case_timeline, name="case_timeline"),
    path(f"{CASE}pane/", views.case_pane, name="case_pane"),
    path(f"{CASE}tab/", views.open_tab, name="open_tab"),
    path(f"{CASE}write/", views.write, name="write"),
    path(f"{CASE}draft/", views.save_draft, name="save_draft"),
    path(f"{CASE}draft/discard/", views.discard_draft, name="discard_draft"),
    path(f"{CASE}knowledge/", views.case_knowledge, name="case_knowledge"),
    re_path(
        r"^cases/(?P<number>[^/]+)/articles/(?P<article>[^/]+)/(?P<verb>send|link)/$",
        views.use_article,
        name="use_article",
    ),
    re_path(r"^cases/(?P<number>[^/]+)/flow/(?P<verb>next|back|finish)/$", views.move_flow, name="move_flow"),
    path(f"{CASE}flow/steps/<int:step>/", views.mark_step, name="mark_step"),
]

message_urls = [
    path("messages/<int:pk>/html/", views.message_html, name="message_html"),
    path("messages/<int:pk>/source/", views.message_source, name="message_source"),
    path("messages/<int:pk>/retry/", views.retry_message, name="retry_message"),
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
]

urlpatterns = [*page_urls, *case_urls, *message_urls]
