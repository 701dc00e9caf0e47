"""Every address of the product. Each area brings its own routes."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
