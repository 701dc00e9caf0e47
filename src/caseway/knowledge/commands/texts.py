"""What somebody writes of an article, checked and made safe."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from caseway.kernel.errors import Invalid
from caseway.kernel.html import clean_page
from caseway.knowledge.models import ArticleVersion
from caseway.knowledge.rules import MOST_HTML, text_of

LIMITS = {"title": 200, "description": 155, "keywords": 4000, "language": 12, "body_html": MOST_HTML}


@dataclass(frozen=True, kw_only=True)
class ArticleText:
    """The words of one version. `body_html` may be any HTML: what is not safe is left out."""

    title: str
    body_html: str = ""
    description: str = ""
    keywords: str = ""
    language: str = "en"

    @classmethod
    def of(cls, version: ArticleVersion) -> "ArticleText":
        """What stands in a version."""
        return cls(
            title=version.title,
            body_html=version.body_html,
            description=version.description,
            keywords=version.keywords,
            language=version.language,
        )


def columns_of(text: ArticleText) -> dict[str, str]:
    """The version's columns; `Invalid` names each field that is missing or too long."""
    values = {name: value.replace("\0", "").strip() for name, value in asdict(text).items()}
    wrong = {
        name: _("Write at most %(most)s characters.") % {"most": most}
        for name, most in LIMITS.items()
        if len(values[name]) > most
    }
    if not values["title"]:
        wrong["title"] = _("Say in a few words what the article answers.")
    if wrong:
        raise Invalid(_("The article cannot be kept like this."), fields=wrong)
    values["body_html"] = clean_page(values["body_html"])
    return values | {"body_text": text_of(values["body_html"]), "language": values["language"] or "en"}
