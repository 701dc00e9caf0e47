"""Articles: what is known, in versions of which one at most is published."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class NextArticleNumber(Func):
    """`KA-1007`, from a sequence."""

    template = "'KA-' || nextval('article_number')::text"
    output_field = models.CharField()


class SearchDocument(Func):
    """Title before keywords before text; 'simple' keeps it free of one language's endings."""

    function = "article_document"
    output_field = SearchVectorField()


class Article(models.Model):
    """An article keeps its number over all its versions. An internal one is never shown or sent to a customer."""

    number = models.CharField(max_length=24, unique=True, db_default=NextArticleNumber(), editable=False)
    is_internal = models.BooleanField(_("for agents only"), default=False)
    author = models.ForeignKey("operations.Agent", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey("customers.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    views = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number


class ArticleVersion(models.Model):
    """One state of the text. Publishing a version archives the one before it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    major = models.PositiveSmallIntegerField(default=1)
    minor = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    language = models.CharField(_("language"), max_length=12, default="en")
    title = models.CharField(_("title"), max_length=200)
    description = models.CharField(_("description"), max_length=155, blank=True)
    keywords = models.CharField(_("keywords"), max_length=4000, blank=True)
    body_html = models.TextField(_("content"), blank=True)
    body_text = models.TextField(blank=True)
    search = models.GeneratedField(
        expression=SearchDocument(F("title"), F("keywords"), F("description"), F("body_text")),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    published_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["article", "-major", "-minor"]
        constraints = [
            models.UniqueConstraint(fields=["article", "major", "minor"], name="one_version_a_number"),
            models.UniqueConstraint(fields=["article"], condition=Q(state="published"), name="one_published_version"),
            models.UniqueConstraint(fields=["article"], condition=Q(state="draft"), name="one_draft_version"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="article_words", condition=Q(state="published")),
            GinIndex(fields=["title"], name="article_title_like", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["state", "-updated_at"], name="article_state"),
        ]

    def __str__(self) -> str:
        return self.title
