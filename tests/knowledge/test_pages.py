"""The pages of knowledge, as an author and as a reader see them."""

import pytest
from django.test import Client

from caseway.kernel.models import ChangeRecord
from caseway.knowledge import commands
from caseway.knowledge.models import Article, ArticleVersion
from caseway.knowledge.testing import make_article, make_version
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.world import World, make_agent

State = ArticleVersion.State
HTMX = {"HX-Request": "true"}
WORDS = {"title": "Descale", "body_html": "<h2>How</h2><p>Press<script>x</script></p>", "language": "en"}


@pytest.fixture
def author(world: World, signed_in: SignIn) -> Client:
    return signed_in(make_agent("Ines Vidal", role="knowledge-author"))


@pytest.fixture
def reader(owner: Agent, signed_in: SignIn) -> Client:
    return signed_in(owner)


def test_an_article_is_written_edited_published_and_archived(author: Client) -> None:
    assert author.get("/knowledge/new/").status_code == 200
    made = author.post("/knowledge/new/", WORDS)
    version = ArticleVersion.objects.get()
    at = f"/knowledge/{version.article.number}/"
    assert (made.status_code, made["Location"]) == (302, at)
    assert version.body_html == "<h2>How</h2><p>Press</p>"

    page = author.get(f"{at}edit/").content.decode()
    assert 'value="Descale"' in page
    seen_at = version.updated_at.isoformat()
    assert author.post(f"{at}edit/", {**WORDS, "title": "Descale it", "seen_at": seen_at}).status_code == 302
    assert author.post(f"{at}publish/").status_code == 302
    assert "<h2>How</h2><p>Press</p>" in author.get(at).content.decode()

    started = author.post(f"{at}new-version/", headers=HTMX)
    assert (started.status_code, started["HX-Redirect"]) == (204, f"{at}edit/")
    assert author.post(f"{at}archive/", headers=HTMX).status_code == 204
    states = list(Article.objects.get().versions.order_by("minor").values_list("title", "state"))
    assert states == [("Descale it", "archived"), ("Descale it", "draft")]


def test_somebody_elses_change_is_not_overwritten_and_the_text_is_kept(author: Client) -> None:
    draft = make_article(state=State.DRAFT)
    at = f"/knowledge/{draft.article.number}/edit/"
    answer = author.post(at, {**WORDS, "title": "My long text", "seen_at": "2020-01-01T00:00:00+00:00"})
    assert answer.status_code == 422
    assert "Somebody changed the draft" in answer.content.decode()
    assert "My long text" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title == "Descale your oven"


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "x" * 201}, {"description": "x" * 156}, {"language": "x" * 13}, {"product": "77"}],
)
def test_bad_values_are_named(author: Client, wrong: dict[str, str]) -> None:
    answer = author.post("/knowledge/new/", {**WORDS, **wrong})
    assert (answer.status_code, Article.objects.count()) == (422, 0)
    assert "field__error" in answer.content.decode()


def test_hostile_text_is_shown_harmlessly(author: Client) -> None:
    version = make_article("<script>alert(1)</script>", body="<p>Safe</p><img src=x onerror=alert(1)>", keywords="<b>")
    commands.relearn_words()
    for address in (
        f"/knowledge/{version.article.number}/",
        "/knowledge/",
        "/knowledge/?q=script",
        "/knowledge/?q=%00'%22",
    ):
        page = author.get(address).content.decode()
        assert "<script>alert" not in page
        assert "onerror" not in page


def test_readers_see_what_is_published_and_cannot_write(reader: Client) -> None:
    published = make_article("Descaling the brewer", is_internal=True)
    make_version(published.article, "Secret draft", number=(1, 1))
    draft = make_article("Another draft", state=State.DRAFT)
    listed = reader.get("/knowledge/?state=draft").content.decode()
    assert "Descaling the brewer" in listed
    assert "draft" not in listed.split('id="list"')[1]
    at = f"/knowledge/{published.article.number}/"
    page = reader.get(at).content.decode()
    assert "Agents only" in page
    assert "Secret draft" not in page
    assert "Edit draft" not in page
    assert reader.get(f"{at}?version=1.1").status_code == 404
    assert reader.get(f"{at}?version=x").status_code == 404
    assert reader.get(f"/knowledge/{draft.article.number}/").status_code == 404
    assert reader.get("/knowledge/new/").status_code == 403
    for verb in ("publish", "archive", "new-version", "discard-draft", "classify"):
        assert reader.post(f"{at}{verb}/").status_code == 403
    assert ChangeRecord.objects.count() == 0


def test_without_signing_in_there_is_nothing(client: Client, world: World) -> None:
    at = f"/knowledge/{make_article().article.number}/"
    for address in ("/knowledge/", at, f"{at}edit/", "/knowledge/new/"):
        assert client.get(address)["Location"].startswith("/accounts/login/")


def test_the_list_finds_as_one_types(reader: Client) -> None:
    make_article("Descaling the brewer")
    commands.relearn_words()
    part = reader.get("/knowledge/?q=braewer", headers={**HTMX, "HX-Target": "list"}).content.decode()
    assert part.lstrip().startswith('<div id="list">')
    assert "Descaling the <mark>brewer</mark>" in part
    assert "<strong>brewer</strong>" in part
    assert "No article for" in reader.get("/knowledge/?q=xyzzy").content.decode()


def test_an_older_version_is_shown_to_authors(author: Client) -> None:
    version = make_article("Now")
    make_version(version.article, "Then", state=State.ARCHIVED, number=(0, 1))
    page = author.get(f"/knowledge/{version.article.number}/?version=0.1").content.decode()
    assert "<title>Then" in page


def test_a_draft_is_discarded(author: Client) -> None:
    draft = make_article(state=State.DRAFT)
    answer = author.post(f"/knowledge/{draft.article.number}/discard-draft/", headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/knowledge/")
    assert Article.objects.count() == 0


def test_who_an_article_is_for_is_said_in_a_dialog(author: Client) -> None:
    article = make_article().article
    at = f"/knowledge/{article.number}/classify/"
    assert "dialog__form" in author.get(at, headers=HTMX).content.decode()
    assert author.get(at).status_code == 200
    assert author.post(at, {"is_internal": "on"}, headers=HTMX).status_code == 204
    article.refresh_from_db()
    assert article.is_internal


@pytest.mark.parametrize(
    ("address", "most"), [("/knowledge/", 6), ("/knowledge/?q=brewer", 7), ("/knowledge/{number}/", 7)]
)
def test_pages_cost_the_same_whatever_they_show(
    reader: Client, django_assert_max_num_queries, address: str, most: int
) -> None:
    for number in range(6):
        version = make_article(f"Brewer {number}")
    with django_assert_max_num_queries(most):
        assert reader.get(address.format(number=version.article.number)).status_code == 200
