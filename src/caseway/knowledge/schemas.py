"""Articles as the API writes and reads them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from caseway.kernel.api import Identifier, Input, ListQuery, Schema, of_length
from caseway.knowledge.models import ArticleVersion
from caseway.knowledge.rules import MOST_HTML

Title = Annotated[str, of_length(200, 1)]
Html = Annotated[str, of_length(MOST_HTML)]
Description = Annotated[str, of_length(155)]
Keywords = Annotated[str, of_length(4000)]
Language = Annotated[str, of_length(12, 2)]


class ArticleQuery(ListQuery):
    q: str = Field("", max_length=200, description="Words to look for, any of them; one page, the best first.")
    title: str = Field("", max_length=200, description="Published titles that hold exactly this, for suggestions: six.")
    state: Literal["", "draft", "published", "archived"] = ""


class ArticleIn(Input):
    """A new article begins as a draft. What is not safe in `body_html` is left out."""

    title: Title
    body_html: Html = ""
    description: Description = ""
    keywords: Keywords = ""
    language: Language = "en"
    is_internal: bool = False
    product_id: Identifier | None = None


class DraftChange(Input):
    """What is left out stays as it is."""

    title: Title | None = None
    body_html: Html | None = None
    description: Description | None = None
    keywords: Keywords | None = None
    language: Language | None = None


class Classification(Input):
    """Who the article is for and about what; holds at once, also for what is published."""

    is_internal: bool
    product_id: Identifier | None = None


class NewVersion(Input):
    is_major: bool = False


class ArticleRow(Schema):
    """An article with the version that is shown first: the published one, else the draft, else the newest."""

    number: str
    state: str
    version: str
    title: str
    description: str
    keywords: str
    language: str
    is_internal: bool
    published_at: datetime | None
    updated_at: datetime

    @staticmethod
    def resolve_number(version: ArticleVersion) -> str:
        return version.article.number

    @staticmethod
    def resolve_is_internal(version: ArticleVersion) -> bool:
        return version.article.is_internal

    @staticmethod
    def resolve_version(version: ArticleVersion) -> str:
        return f"{version.major}.{version.minor}"


class ArticleOut(ArticleRow):
    """An article with its text, as safe HTML and as plain text."""

    body_html: str
    body_text: str
    product_id: int | None
    author_id: int | None

    @staticmethod
    def resolve_product_id(version: ArticleVersion) -> int | None:
        return version.article.product_id

    @staticmethod
    def resolve_author_id(version: ArticleVersion) -> int | None:
        return version.article.author_id
