"""The gallery alone, so that these tests need no other area."""

from django.urls import include, path

urlpatterns = [path("", include("caseway.ui.urls"))]
