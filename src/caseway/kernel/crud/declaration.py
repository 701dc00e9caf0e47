"""What a settings screen is declared to be."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelForm, modelform_factory
from django.http import Http404

from caseway.kernel.crud.columns import Column, Label, column_of

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, kw_only=True, eq=False)
class Declaration(Generic[M]):
    """A settings screen for one model.

    `singular` stands within a sentence ("New tag"). `fields` are what the form asks (or give a `form` of your own),
    `columns` what the list shows: names of fields, or `Column`s. `order` ends with a unique field. Who only reads needs
    `read_permission`, if one is named. `deletes`: a form with a command of its own offers the page `<url_name>_delete`.
    """

    model: type[M]
    url_name: str
    title: Label
    singular: Label
    columns: tuple[str | Column[M], ...]
    fields: tuple[str, ...] = ()
    form: "type[ModelForm[M]] | None" = None
    permission: str = "settings.manage"
    read_permission: str = ""
    order: tuple[str, ...] = ("pk",)
    related: tuple[str, ...] = ()
    intro: Label = ""
    deletes: bool = False

    @property
    def form_class(self) -> "type[ModelForm[M]]":
        return self.form or modelform_factory(self.model, fields=self.fields)

    @property
    def shown(self) -> list[Column[M]]:
        return [column_of(self.model, one) if isinstance(one, str) else one for one in self.columns]

    @property
    def needed_to_read(self) -> str:
        return self.read_permission or self.permission

    def rows(self) -> QuerySet[M]:
        return (
            self.model._default_manager.select_related(*self.related)
            if self.related
            else self.model._default_manager.all()
        )

    def row(self, pk: str) -> M:
        """The row with this key as it stands in an address; Http404 when there is none."""
        try:
            key = self.model._meta.pk.to_python(pk.replace("\0", ""))
        except ValidationError:
            raise Http404 from None
        found = self.rows().filter(pk=key).first()
        if found is None:
            raise Http404
        return found
