"""The interactive documentation at `/api/v1/docs`: Swagger UI from ninja's own files, within our content policy."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class ApiDocs(DocsBase):
    """One page; `kernel/js/api-docs.js` starts Swagger UI on it, so nothing stands inline."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        return render(request, "kernel/api_docs.html", {"api": api, "openapi_url": self.get_openapi_url(api, kwargs)})
