from django.urls import path

from caseway.intake import views

app_name = "intake"

urlpatterns = [
    path("intake/<int:pk>/open/", views.open_by_hand, name="open_by_hand"),
]
