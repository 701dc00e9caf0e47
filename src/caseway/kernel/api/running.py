"""The shape of what answers one API request."""

from collections.abc import Callable

from django.http import HttpResponse

Run = Callable[..., HttpResponse]
