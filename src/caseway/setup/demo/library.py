"""The articles of the demo company, read from `articles/`: a few `name: value` lines, an empty line, then the HTML."""

from importlib.resources import files

from caseway.kernel.access import SYSTEM
from caseway.knowledge.commands import ArticleText, publish_article, write_article


def set_up_library() -> None:
    """Write and publish every article."""
    for file in sorted(files("caseway.setup.demo").joinpath("articles").iterdir(), key=lambda file: file.name):
        head, _, body = file.read_text().partition("\n\n")
        named = dict(line.split(": ", 1) for line in head.splitlines())
        article = write_article(ArticleText(**named, body_html=body.strip()), actor=SYSTEM)
        publish_article(article, actor=SYSTEM)
