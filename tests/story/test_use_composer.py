"""The composer in a real browser: nothing written is lost, what was sent is taken back, all of it by keyboard."""

import pytest
from playwright.sync_api import Browser, Page, expect

from caseway.config.temporary import Instance
from tests.story.conftest import sign_in
from tests.story.test_use_lists import open_case, opened, press

pytestmark = [pytest.mark.slow, pytest.mark.browser]
WRITTEN = "#composer-reply textarea[name=body]"


def begin(page: Page, title: str) -> str:
    """A case of Maria's, picked; its address."""
    sign_in(page, "ana@caseway.example")
    number = open_case(page, title)
    opened(page, f"/cases/{number}/")
    return f"/cases/{number}/"


def saved(page: Page) -> None:
    expect(page.locator("#composer-reply [data-save-state]")).to_contain_text("saved")


def test_a_draft_outlives_the_window_and_is_not_overwritten_by_an_older_one(
    browser: Browser, instance: Instance
) -> None:
    """In windows of its own: that the older one is refused stands in its console."""
    first = browser.new_context(base_url=instance.base_url)
    page = first.new_page()
    address = begin(page, "Draft in two windows")
    press(page, "r")
    page.keyboard.type("Half a sentence")
    saved(page)
    context = browser.new_context(base_url=instance.base_url, storage_state=first.storage_state())
    other = context.new_page()
    opened(other, address)
    expect(other.locator(WRITTEN)).to_have_value("<p>Half a sentence</p>")
    press(other, "r")
    other.keyboard.type(", and more")
    expect(other.locator("#composer-reply")).to_have_attribute("data-version", "2")
    press(page, "r")
    page.keyboard.type(", but older")
    newer = page.locator("#composer-reply [data-problem]")
    expect(newer).to_contain_text("A newer draft was saved elsewhere")
    expect(newer).to_contain_text("Half a sentence, and more")
    newer.get_by_role("button", name="Use that one").click()
    expect(page.locator(WRITTEN)).to_have_value("<p>Half a sentence, and more</p>")
    context.close()
    first.close()


def test_what_is_scheduled_is_taken_back_as_the_draft_it_was(page: Page) -> None:
    begin(page, "Sent too early")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/header/" in request.url else None)
    press(page, "r")
    page.keyboard.type("Hello **Maria**, wait")
    page.locator("#composer-reply .split__more").click()
    page.get_by_role("menuitem", name="Send later").click()
    page.get_by_role("button", name="In an hour").click()
    sent = page.locator(".timeline .item--out")
    expect(sent).to_contain_text("It leaves at")
    expect(page.locator(WRITTEN)).to_have_value("")
    sent.get_by_role("button", name="Take it back").click()
    expect(page.locator(WRITTEN)).to_have_value("<p>Hello <strong>Maria</strong>, wait</p>")
    expect(sent).to_have_count(0)
    assert len(asked) < 20, "The parts of the page must not set each other off."


def test_a_quick_reply_and_a_mention_by_keyboard_alone(page: Page) -> None:
    begin(page, "By keyboard alone")
    press(page, "r")
    page.keyboard.type("/photo")
    expect(page.get_by_role("option", name="Ask for a photo")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    expect(page.locator("#composer-reply .ProseMirror")).to_contain_text("Hello Maria,")
    press(page, "Escape", "n")
    page.keyboard.type("Please look, @ben")
    expect(page.get_by_role("option", name="Ben Osei")).to_have_attribute("aria-selected", "true")
    press(page, "Enter", "Control+Enter")
    expect(page.locator(".timeline .item--note .mention")).to_have_text("@Ben Osei")
    press(page, "Shift+N")
    page.keyboard.type("Typed before its sheet was there")
    expect(page.locator("#composer-new textarea[name=body]")).to_have_value("<p>Typed before its sheet was there</p>")
    expect(page.locator("#composer-new [data-save-state]")).to_contain_text("saved")
    sign_out(page)
    sign_in(page, "ben@caseway.example")
    expect(page.locator(".day")).to_contain_text("Please look, @Ben Osei")


def test_a_spoken_of_attachment_that_is_missing_is_asked_for_once(page: Page) -> None:
    begin(page, "Attachment spoken of")
    press(page, "r")
    page.keyboard.type("See the attached plan.")
    press(page, "Control+Enter")
    expect(page.locator("#composer-reply [data-problem]")).to_contain_text("there is none")
    page.locator("#composer-reply [data-file-input]").set_input_files(
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"the plan"}
    )
    expect(page.locator("#composer-reply [data-files]")).to_contain_text("plan.txt")
    press(page, "Control+Enter")
    expect(page.locator(".timeline .item--out")).to_contain_text("plan.txt")


def test_a_template_brings_its_files(page: Page) -> None:
    sign_in(page, "admin@caseway.example")
    page.goto("/settings/templates/new/")
    page.get_by_label("Name").fill("Descaling guide")
    page.get_by_label("Slug").fill("descaling")
    page.get_by_label("Body").fill("Descale it like this.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("row", name="Descaling guide").get_by_role("link", name="Add files").click()
    page.get_by_label("File").set_input_files({"name": "guide.txt", "mimeType": "text/plain", "buffer": b"step one"})
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("row", name="guide.txt")).to_be_visible()
    sign_out(page)
    begin(page, "How is it descaled?")
    press(page, "r")
    page.keyboard.type("/descaling")
    expect(page.get_by_role("option", name="Descaling guide")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    expect(page.locator("#composer-reply .ProseMirror")).to_contain_text("Descale it like this.")
    expect(page.locator("#composer-reply [data-files] li:not(.attachment--busy)")).to_contain_text("guide.txt")
    press(page, "Control+Enter")
    expect(page.locator(".timeline .item--out")).to_contain_text("guide.txt")


def sign_out(page: Page) -> None:
    page.context.clear_cookies()
