"""What authors write."""

from datetime import datetime

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from caseway.customers.models import Product
from caseway.knowledge.commands import ArticleText
from caseway.knowledge.models import Article, ArticleVersion
from caseway.knowledge.rules import MOST_HTML


class ClassificationForm(forms.Form):
    """Who the article is for and about what."""

    is_internal = forms.BooleanField(label=_("For agents only"), required=False)
    product = forms.ModelChoiceField(
        label=_("Product"),
        queryset=Product.objects.filter(is_active=True),
        required=False,
        empty_label=_("Any product"),
    )

    def classification(self) -> tuple[bool, int | None]:
        product = self.cleaned_data["product"]
        return self.cleaned_data["is_internal"], product.pk if product else None


def classification_of(article: Article) -> dict[str, object]:
    """The form's values for an article."""
    return {"is_internal": article.is_internal, "product": article.product_id}


class DraftForm(forms.Form):
    """The words of a draft. `seen_at` says which state of it the editor began with."""

    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        max_length=155,
        required=False,
        help_text=_("One sentence, shown in lists."),
    )
    body_html = forms.CharField(label=_("Content"), max_length=MOST_HTML, required=False)
    keywords = forms.CharField(
        label=_("Keywords"),
        max_length=4000,
        required=False,
        help_text=_("Other words people search for."),
    )
    language = forms.CharField(label=_("Language"), max_length=12, initial="en")
    seen_at = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def text(self) -> ArticleText:
        words = {name: value for name, value in self.cleaned_data.items() if name in TEXT_FIELDS}
        return ArticleText(**words)

    def seen_time(self) -> datetime | None:
        return parse_datetime(self.cleaned_data["seen_at"])


TEXT_FIELDS = ("title", "description", "body_html", "keywords", "language")


def words_of(version: ArticleVersion) -> dict[str, str]:
    """The form's values for a draft."""
    words = {name: getattr(version, name) for name in TEXT_FIELDS}
    return words | {"seen_at": version.updated_at.isoformat()}
