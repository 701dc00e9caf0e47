"""The editor in a real browser: what it opens it keeps, and what it makes is what we keep."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from caseway.kernel.html import clean_page
from tests.knowledge.editor_text import TEXT
from tests.ui.browser import CHROMIUM, opened, served

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.knowledge.editor_urls")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with served() as site, opened(browser, f"{site}/editor/") as page:
        yield page


def written(page: Page) -> str:
    return page.locator("textarea").input_value()


def test_an_edit_loses_nothing_of_an_article(page: Page) -> None:
    page.locator(".ProseMirror > p").last.click()
    page.keyboard.press("End")
    page.keyboard.type("!")
    expect(page.locator("textarea")).to_have_value(re.compile("End!"))
    assert clean_page(written(page)) == TEXT.replace("<p>End</p>", "<p>End!</p>")


def test_the_toolbar_makes_what_is_kept(page: Page) -> None:
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Title")
    page.get_by_role("button", name="Heading", exact=True).click()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Table", exact=True).click()
    page.keyboard.type("Part")
    assert written(page).startswith("<h2>Title</h2><table><tbody><tr><th><p>Part</p></th>")
    assert clean_page(written(page)) == written(page)
