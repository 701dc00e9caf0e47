"""A settings screen with the routes it brings."""

from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from django.db.models import Model
from django.urls import URLPattern, path
from ninja import Router

from caseway.kernel.crud import endpoints, pages
from caseway.kernel.crud.declaration import Declaration

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, kw_only=True, eq=False)
class CrudSet(Declaration[M]):
    """A declared settings screen: put its `urls()` into the area's, its `router()` into the area's API."""

    def urls(self) -> list[URLPattern]:
        """`tags/`, `tags/new/`, `tags/<pk>/`, `tags/<pk>/delete/`: `tags`, `tags_new`, `tags_change`, `tags_delete`."""
        base, name = self.url_name.replace("_", "-"), self.url_name
        return [
            path(f"{base}/", partial(pages.list_rows, self), name=name),
            path(f"{base}/new/", partial(pages.create_row, self), name=f"{name}_new"),
            path(f"{base}/<str:pk>/", partial(pages.change_row, self), name=f"{name}_change"),
            path(f"{base}/<str:pk>/delete/", partial(pages.delete_row, self), name=f"{name}_delete"),
        ]

    def router(self) -> Router:
        """GET and POST `/tags`, GET, PATCH and DELETE `/tags/{pk}`."""
        return endpoints.router_of(self)
