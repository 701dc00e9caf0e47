"""Settings pages of mail."""

from django.urls import path

from caseway.engagement.channels.email import views
from caseway.engagement.channels.email.forms import BLOCKED_SENDERS

app_name = "email"

urlpatterns = [
    views.MAILBOXES.urls()[0],
    views.PROVIDERS.urls()[0],
    path("providers/new/", views.create_provider, name="providers_new"),
    path("providers/<int:pk>/", views.change_provider, name="providers_change"),
    path("providers/<int:pk>/delete/", views.remove_provider, name="providers_delete"),
    path("mailboxes/notices/", views.mail_notices, name="mail_notices"),
    path("mailboxes/signed-in/", views.sign_in_returned, name="sign_in_returned"),
    path("mailboxes/<int:pk>/sign-in/", views.sign_in_mailbox, name="sign_in_mailbox"),
    path("mailboxes/new/", views.create_mailbox, name="mailboxes_new"),
    path("mailboxes/<int:pk>/", views.mailbox, name="mailboxes_change"),
    path("mailboxes/<int:pk>/history/", views.mailbox_history, name="mailbox_history"),
    path("mailboxes/<int:pk>/edit/", views.change_mailbox, name="mailboxes_edit"),
    path("mailboxes/<int:pk>/sending/", views.change_way_out, name="mailboxes_sending"),
    path("mailboxes/<int:pk>/delete/", views.remove_mailbox, name="mailboxes_delete"),
    path("mailboxes/<int:pk>/keys/new/", views.add_key, name="add_key"),
    path("mailboxes/<int:pk>/keys/<int:key>/sign/<str:verb>/", views.sign_with_key, name="sign_with_key"),
    path("mailboxes/<int:pk>/keys/<int:key>/delete/", views.remove_key, name="remove_key"),
    *BLOCKED_SENDERS.urls(),
    path("mailboxes/<int:pk>/examine/", views.examine_mailbox, name="examine_mailbox"),
    views.SIGNING_KEYS.urls()[0],
    path("signing-keys/new/", views.create_signing_key, name="signing_keys_new"),
    path("signing-keys/<int:pk>/", views.signing_key, name="signing_keys_change"),
    path("signing-keys/<int:pk>/use/", views.use_signing_key, name="use_signing_key"),
    path("signing-keys/<int:pk>/delete/", views.remove_signing_key, name="signing_keys_delete"),
    path("quarantine/", views.quarantine, name="quarantine"),
    path("quarantine/<int:pk>/", views.quarantined_mail, name="quarantined_mail"),
    path("quarantine/<int:pk>/source/", views.quarantined_source, name="quarantined_source"),
    path("quarantine/<int:pk>/recover/", views.recover_mail, name="recover_mail"),
    path("quarantine/<int:pk>/discard/", views.discard_mail, name="discard_mail"),
    path("quarantine/<int:pk>/restore/", views.restore_mail, name="restore_mail"),
    path("quarantine/bulk/<str:verb>/", views.decide_many, name="decide_many"),
]
