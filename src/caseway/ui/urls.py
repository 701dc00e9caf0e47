from django.urls import path

from caseway.ui import views

app_name = "ui"
urlpatterns = [
    path("ui/", views.gallery, name="gallery"),
    path("ui/case/", views.gallery_case, name="gallery_case"),
    path("ui/queue/", views.gallery_queue, name="gallery_queue"),
    path("ui/centred/", views.gallery_centred, name="gallery_centred"),
    path("ui/dialog/", views.gallery_dialog, name="gallery_dialog"),
    path("ui/palette/", views.gallery_palette, name="gallery_palette"),
    path("ui/people/", views.gallery_people, name="gallery_people"),
    path("ui/files/", views.gallery_files, name="gallery_files"),
    path("ui/echo/", views.gallery_echo, name="gallery_echo"),
]
