"""Articles for tests and demonstrations, written straight into the tables."""

from django.utils import timezone

from caseway.customers.models import Product
from caseway.kernel.html import clean_page
from caseway.knowledge.models import Article, ArticleVersion
from caseway.knowledge.rules import text_of

State = ArticleVersion.State


def make_article(
    title: str = "Descale your oven",
    *,
    body: str = "<p>Run the <strong>Descale</strong> programme once a month.</p>",
    keywords: str = "",
    state: str = State.PUBLISHED,
    is_internal: bool = False,
    product: Product | None = None,
) -> ArticleVersion:
    """An article with one version, published unless said otherwise; its article is `.article`."""
    article = Article.objects.create(is_internal=is_internal, product=product)
    article.refresh_from_db(fields=["number"])
    return make_version(article, title, body=body, keywords=keywords, state=state)


def make_version(
    article: Article,
    title: str,
    *,
    body: str = "<p>Text</p>",
    keywords: str = "",
    state: str = State.DRAFT,
    number: tuple[int, int] = (1, 0),
) -> ArticleVersion:
    """One more version of an article."""
    html, now = clean_page(body), timezone.now()
    return ArticleVersion.objects.create(
        article=article,
        major=number[0],
        minor=number[1],
        state=state,
        title=title,
        keywords=keywords,
        body_html=html,
        body_text=text_of(html),
        published_at=None if state == State.DRAFT else now,
        archived_at=now if state == State.ARCHIVED else None,
        updated_by="system:0",
    )
