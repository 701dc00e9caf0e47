from django.urls import path, re_path

from caseway.workspace import views

app_name = "workspace"

CASE = "cases/<str:number>/"

page_urls = [
    path("live-token/", views.live_token, name="live_token"),
    path("tabs/<int:pk>/close/", views.close_tab, name="close_tab"),
]

list_urls = [
    path("", views.home, name="home"),
    path("mentions/", views.mentions, name="mentions"),
    path("queues/", views.queues, name="queues"),
    path("queues/<slug:slug>/", views.queue, name="queue"),
    path("queues/<slug:slug>/next/", views.pick_next, name="pick_next"),
    path("queues/<slug:slug>/remove/<str:number>/", views.remove_item, name="remove_item"),
    path("cases/", views.cases, name="cases"),
    path("cases/new/", views.new_case, name="new_case"),
    path("customers/facts/", views.customer_facts, name="customer_facts"),
    path("customers/pick/", views.pick_customer, name="pick_customer"),
    path("customers/", views.customers, name="customers"),
    path("customers/accounts/<str:number>/", views.account, name="account"),
    path("customers/contacts/<int:pk>/", views.contact, name="contact"),
    path("entitlements/<int:pk>/ledger/", views.entitlement_ledger, name="entitlement_ledger"),
    path("search/", views.search, name="search"),
    path("palette/", views.palette, name="palette"),
    path("intake/", views.intake_monitor, name="intake_monitor"),
    path("settings/", views.settings, name="settings"),
    path("settings/audit/", views.audit, name="audit"),
    path("trusted-senders/", views.trusted_senders, name="trusted_senders"),
    path("trusted-senders/<int:pk>/forget/", views.forget_sender, name="forget_sender"),
    path("filters/cases/", views.filter_cases, name="filter_cases"),
]

case_urls = [
    path(CASE, views.case, name="case"),
    path(f"{CASE}header/", views.case_header, name="case_header"),
    path(f"{CASE}timeline/", views.case_timeline, name="case_timeline"),
    path(f"{CASE}pane/", views.case_pane, name="case_pane"),
    path(f"{CASE}tab/", views.open_tab, name="open_tab"),
    path(f"{CASE}write/", views.write, name="write"),
    path(f"{CASE}draft/", views.draft, name="draft"),
    path(f"{CASE}draft/discard/", views.discard_draft, name="discard_draft"),
    path(f"{CASE}draft/files/", views.add_draft_files, name="add_draft_files"),
    path(f"{CASE}draft/templates/<int:pk>/", views.attach_template, name="attach_template"),
    path(f"{CASE}follow/", views.follow_case, name="follow_case"),
    path(f"{CASE}people/", views.case_people, name="case_people"),
    path(f"{CASE}colleagues/", views.case_colleagues, name="case_colleagues"),
    path(f"{CASE}forwarded/", views.case_forwarded, name="case_forwarded"),
    path(f"{CASE}signature/", views.case_signature, name="case_signature"),
    path(f"{CASE}canned/", views.case_canned, name="case_canned"),
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
    path("messages/<int:pk>/about/", views.message_about, name="message_about"),
    path("messages/<int:pk>/move/", views.move_message, name="move_message"),
    path("messages/<int:pk>/move/cases/", views.pick_case_for, name="pick_case_for"),
    path("messages/<int:pk>/new-case/", views.make_case_of_message, name="make_case_of_message"),
    path("moves/<int:pk>/undo/", views.undo_move, name="undo_move"),
    path("messages/<int:pk>/pictures/", views.trust_sender, name="trust_sender"),
    path("messages/<int:pk>/retry/", views.retry_message, name="retry_message"),
    path("messages/<int:pk>/withdraw/", views.withdraw_message, name="withdraw_message"),
    path("messages/<int:pk>/schedule/", views.reschedule_message, name="reschedule_message"),
    path("messages/<int:pk>/send-now/", views.send_now, name="send_now"),
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
    path("draft-files/<int:pk>/", views.draft_file, name="draft_file"),
    path("draft-files/<int:pk>/remove/", views.remove_draft_file, name="remove_draft_file"),
]

urlpatterns = [*page_urls, *list_urls, *case_urls, *message_urls]
