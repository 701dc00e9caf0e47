from django.urls import path

from caseway.knowledge import views

app_name = "knowledge"

urlpatterns = [
    path("knowledge/", views.articles, name="articles"),
    path("knowledge/new/", views.write_article, name="write_article"),
    path("knowledge/<str:number>/", views.article, name="article"),
    path("knowledge/<str:number>/edit/", views.edit_draft, name="edit_draft"),
    path("knowledge/<str:number>/publish/", views.publish_article, name="publish_article"),
    path("knowledge/<str:number>/archive/", views.archive_article, name="archive_article"),
    path("knowledge/<str:number>/new-version/", views.start_new_version, name="start_new_version"),
    path("knowledge/<str:number>/discard-draft/", views.discard_draft, name="discard_draft"),
    path("knowledge/<str:number>/classify/", views.classify_article, name="classify_article"),
]
