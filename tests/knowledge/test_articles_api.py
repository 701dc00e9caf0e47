"""Articles over REST: found, read, written, published; each refused to whom it should be."""

import pytest
from django.test import Client

from caseway.knowledge import commands
from caseway.knowledge.models import Article, ArticleVersion
from caseway.knowledge.testing import make_article
from tests.callers import Call, make_caller

State = ArticleVersion.State


@pytest.fixture
def writing(client: Client, db) -> Call:
    return make_caller(client, "knowledge.read", "knowledge.write", "knowledge.publish")


@pytest.fixture
def reading(client: Client, db) -> Call:
    return make_caller(client, "knowledge.read")


@pytest.fixture
def outside(client: Client, db) -> Call:
    return make_caller(client, "cases.read")


def test_an_article_is_written_published_changed_and_archived(writing: Call) -> None:
    answer = writing("post", "/articles", {"title": "Descale", "body_html": "<p>Hot<script>x</script></p>"})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["state"], made["version"], made["body_html"]) == ("draft", "1.0", "<p>Hot</p>")
    at = f"/articles/{made['number']}"
    assert writing("post", f"{at}/publish").json()["state"] == "published"
    assert writing("post", f"{at}/publish").status_code == 409
    draft = writing("post", f"{at}/new-version", {"is_major": True})
    assert (draft.status_code, draft.json()["version"]) == (201, "2.0")
    edited = writing("patch", f"{at}/draft", {"title": "Descale it"}).json()
    assert (edited["title"], edited["body_text"]) == ("Descale it", "Hot")
    assert writing("get", at).json()["title"] == "Descale"
    assert writing("post", f"{at}/publish").json()["title"] == "Descale it"
    versions = writing("get", f"{at}/versions").json()["items"]
    assert [(one["version"], one["state"]) for one in versions] == [("2.0", "published"), ("1.0", "archived")]
    assert writing("post", f"{at}/archive").json()["state"] == "archived"


def test_a_draft_can_be_discarded(writing: Call) -> None:
    number = writing("post", "/articles", {"title": "Descale"}).json()["number"]
    assert writing("post", f"/articles/{number}/discard-draft").status_code == 204
    assert writing("get", f"/articles/{number}").status_code == 404
    assert Article.objects.count() == 0


def test_an_editor_who_saw_another_text_is_refused(writing: Call, client: Client) -> None:
    number = writing("post", "/articles", {"title": "Descale"}).json()["number"]
    tag = writing("get", f"/articles/{number}/draft")["ETag"]
    changed = writing("patch", f"/articles/{number}/draft", {"title": "Mine"})
    assert changed["ETag"].split("-")[0] != tag.split("-")[0]
    assert writing("get", f"/articles/{number}/draft")["ETag"] == changed["ETag"]


def test_articles_are_found(reading: Call) -> None:
    make_article("Descaling the brewer")
    internal = make_article("Brewer goodwill", is_internal=True)
    make_article("Brewer draft", state=State.DRAFT)
    commands.relearn_words()
    assert [one["title"] for one in reading("get", "/articles?q=braewer").json()["items"]] == [
        "Brewer goodwill",
        "Descaling the brewer",
    ]
    assert [one["title"] for one in reading("get", "/articles").json()["items"]] == [
        "Brewer goodwill",
        "Descaling the brewer",
    ]
    begun = reading("get", "/articles?title=descal").json()["items"]
    assert [one["title"] for one in begun] == ["Descaling the brewer"]
    assert reading("get", "/articles?state=draft").json()["items"] == []
    assert reading("get", f"/articles/{internal.article.number}").json()["is_internal"] is True


def test_the_list_goes_on_behind_a_cursor(reading: Call) -> None:
    for number in range(3):
        make_article(f"Article {number}")
    first = reading("get", "/articles?limit=2").json()
    assert [one["title"] for one in first["items"]] == ["Article 2", "Article 1"]
    rest = reading("get", f"/articles?limit=2&cursor={first['next']}").json()
    assert ([one["title"] for one in rest["items"]], rest["next"]) == (["Article 0"], None)


@pytest.mark.parametrize("path", ["/draft", "/publish", "/archive", "/discard-draft", "/new-version", "/classify"])
def test_readers_change_nothing(reading: Call, path: str) -> None:
    version = make_article()
    method, data = ("get", None) if path == "/draft" else ("post", {})
    if path == "/classify":
        data = {"is_internal": True}
    assert reading(method, f"/articles/{version.article.number}{path}", data).status_code == 403
    version.refresh_from_db()
    assert (version.state, version.article.versions.count()) == (State.PUBLISHED, 1)


def test_who_may_not_read_finds_nothing(outside: Call) -> None:
    version = make_article()
    assert outside("get", "/articles").json()["items"] == outside("get", "/articles?q=oven").json()["items"] == []
    assert outside("get", f"/articles/{version.article.number}").status_code == 404
    assert outside("post", f"/articles/{version.article.number}/publish").status_code == 404
    assert outside("post", "/articles", {"title": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "x", "product_id": 77}, "product_id"),
        ({"title": "x", "description": "x" * 156}, "description"),
    ],
)
def test_bad_articles_name_the_field(writing: Call, data: dict[str, object], field: str) -> None:
    answer = writing("post", "/articles", data)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert Article.objects.count() == 0


def test_who_an_article_is_for_changes_at_once(writing: Call) -> None:
    version = make_article()
    at = f"/articles/{version.article.number}"
    assert writing("post", f"{at}/classify", {"is_internal": True}).json()["is_internal"] is True
    assert writing("post", f"{at}/classify", {"is_internal": True, "product_id": 99}).status_code == 422


def test_a_list_costs_the_same_whatever_it_holds(reading: Call, django_assert_max_num_queries) -> None:
    for number in range(5):
        make_article(f"Article {number}")
    with django_assert_max_num_queries(6):
        assert len(reading("get", "/articles").json()["items"]) == 5
