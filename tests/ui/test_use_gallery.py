"""The modules in a real browser, under the product's own content security policy."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ui.browser import CHROMIUM, opened, served

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.ui.urls")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.mark.parametrize("path", ["/ui/", "/ui/case/", "/ui/queue/", "/ui/centred/"])
@pytest.mark.parametrize("width", [1440, 390])
def test_a_page_loads_without_a_complaint_and_never_scrolls_sideways(
    browser: Browser, site: str, path: str, width: int
) -> None:
    with opened(browser, site + path, viewport={"width": width, "height": 844}) as page:
        for frame in ("html", "#main"):
            assert page.locator(frame).evaluate("(frame) => frame.scrollWidth - frame.clientWidth") <= 0


def test_a_dialog_opens_by_key_closes_by_escape_and_gives_focus_back(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.keyboard.press("e")
        expect(page.locator("#dialog h2")).to_have_text("Resolve CAS-1042")
        expect(page.locator("#id_kind")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#dialog")).not_to_have_attribute("open", "")


def test_a_dialog_that_was_answered_closes_and_says_so(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.keyboard.press("e")
        page.get_by_role("button", name="Resolve case").click()
        expect(page.locator("#toasts")).to_contain_text("CAS-1042 is resolved.")
        expect(page.locator("#dialog")).not_to_have_attribute("open", "")


def test_the_palette_finds_commands_and_what_the_server_knows(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/queue/") as page:
        page.keyboard.press("Control+k")
        page.keyboard.type("brewer")
        expect(page.locator("#palette [aria-selected=true]")).to_contain_text("CAS-1042")
        page.keyboard.press("Enter")
        page.wait_for_url("**/ui/case/")


def test_two_keys_go_somewhere(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/queue/") as page:
        page.keyboard.press("g")
        page.keyboard.press("c")
        page.wait_for_url("**/ui/case/")


def test_the_question_mark_lists_the_keys_of_the_page(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.keyboard.press("?")
        expect(page.locator("#dialog .keys")).to_contain_text("Resolve")
        expect(page.locator("#dialog .keys")).to_contain_text("Assign")


def test_rows_are_walked_selected_and_opened_by_key(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/queue/") as page:
        for key in "jjxjx":
            page.keyboard.press(key)
        expect(page.locator("[data-bulk-count]")).to_have_text("2 selected")
        expect(page.locator("[data-cursor]")).to_contain_text("CAS-1039")
        page.keyboard.press("Escape")
        expect(page.locator("[data-bulk]")).to_be_hidden()
        page.keyboard.press("Enter")
        page.wait_for_url("**/ui/case/")


def test_shift_click_selects_a_range(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/queue/") as page:
        boxes = page.locator("tbody .check input")
        boxes.nth(1).click()
        boxes.nth(4).click(modifiers=["Shift"])
        expect(page.locator("[data-bulk-count]")).to_have_text("4 selected")


def test_a_menu_opens_at_its_button_and_moves_by_arrows(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.locator("[popovertarget=case-menu]").click()
        expect(page.locator("#case-menu [role=menuitem]").first).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.locator("#case-menu [role=menuitem]").nth(1)).to_be_focused()
        button, menu = (page.locator(name).bounding_box() for name in ("[popovertarget=case-menu]", "#case-menu"))
        assert button
        assert menu
        assert 0 <= menu["y"] - (button["y"] + button["height"]) <= 8


def test_a_dangerous_verb_asks_in_a_dialog_of_ours(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.locator("[popovertarget=case-menu]").click()
        page.locator("#case-menu").get_by_text("Cancel case").click()
        asked = page.get_by_role("dialog", name="Cancel CAS-1042?")
        asked.get_by_role("button", name="Cancel case").click()
        expect(page.locator("#toasts")).to_contain_text("Done")


def test_the_editor_writes_html_into_its_textarea_and_it_is_saved(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.locator(".ProseMirror").click()
        page.keyboard.press("Control+a")
        page.keyboard.type("Hello ")
        page.get_by_role("button", name="Bold").click()
        expect(page.locator(".ProseMirror")).to_be_focused()
        page.wait_for_timeout(200)  # the editor takes the focus back a frame later
        page.keyboard.type("Maria")
        assert written(page) == "<p>Hello <strong>Maria</strong></p>"
        expect(page.locator("#composer-reply [data-save-state]")).to_contain_text("saved")


def test_a_slash_offers_replies_and_enter_takes_one(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.keyboard.press("r")
        page.keyboard.press("Control+a")
        page.keyboard.type("/gre")
        expect(page.locator(".suggest [aria-selected=true]")).to_contain_text("Greeting")
        page.keyboard.press("Enter")
        assert written(page) == "<p>Hello, thank you for writing to us.</p>"


def test_control_enter_sends(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.keyboard.press("n")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#toasts")).to_contain_text("Done")


def written(page: Page) -> str:
    return page.locator("#composer-reply textarea[name=body]").input_value()


def test_markdown_is_understood_while_one_types(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.keyboard.press("r")
        page.keyboard.press("Control+a")
        page.keyboard.type("**bold** `code` and")
        page.keyboard.press("Enter")
        page.keyboard.type("> said")
        assert written(page) == (
            "<p><strong>bold</strong> <code>code</code> and</p><blockquote><p>said</p></blockquote>"
        )


def test_a_link_is_put_in_and_changed(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.keyboard.press("r")
        page.keyboard.press("Control+a")
        page.keyboard.type("manual")
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+k")
        page.locator("dialog[open] input").fill("https://one.example/")
        page.keyboard.press("Enter")
        expect(page.locator("#composer-reply .ProseMirror a")).to_have_attribute("href", "https://one.example/")
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+k")
        page.locator("dialog[open] input").fill("https://two.example/")
        page.keyboard.press("Enter")
        expect(page.locator("#composer-reply .ProseMirror a")).to_have_attribute("href", "https://two.example/")


PASTE = """(kind) => {
    const data = new DataTransfer();
    data.items.add(new File(["x"], "leak." + kind.split("/")[1], {type: kind}));
    document.querySelector("#composer-reply .ProseMirror").dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_a_pasted_picture_stands_in_the_text_and_another_file_beside_it(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.evaluate(PASTE, "image/png")
        expect(page.locator("#composer-reply .ProseMirror img[src]")).to_have_count(1)
        page.evaluate(PASTE, "text/csv")
        expect(page.locator("#composer-reply [data-files]")).to_contain_text("leak.csv")


def test_tabs_are_walked_by_arrow_and_chosen_by_key(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.keyboard.press("n")
        expect(page.locator("#composer-note textarea")).to_be_focused()
        expect(page.locator("#composer-reply")).to_be_hidden()
        page.keyboard.press("Escape")
        page.get_by_role("tab", name="Note").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_role("tab", name="Forward")).to_be_focused()
        expect(page.locator("#composer-forward")).to_be_visible()
        page.keyboard.press("Shift+R")
        expect(page.get_by_role("tab", name="Reply to all")).to_have_attribute("aria-selected", "true")


def line(page: Page) -> str:
    return page.locator("#composer-reply input[name=to]").input_value()


def test_recipients_are_chips_by_keyboard_alone(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        chips = page.locator("#composer-reply .chip")
        expect(chips).to_have_count(2)
        expect(chips.nth(1)).to_contain_text("Jo, Ltd")
        field = page.locator("#composer-reply .chips__field")
        field.focus()
        page.keyboard.type("be")
        expect(page.get_by_role("option", name="Ben Osei")).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        assert line(page).endswith(", Ben Osei <ben@caseway.example>")
        page.keyboard.type("nobody;")
        expect(page.locator(".chip--bad")).to_contain_text("nobody")
        page.keyboard.press("Backspace")
        expect(page.locator(".chip--bad")).to_be_focused()
        page.keyboard.press("Delete")
        expect(field).to_be_focused()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Delete")
        assert line(page) == "Maria Gomez <maria@lumenlabs.example>, Ben Osei <ben@caseway.example>"
        expect(page.locator(".chip--new")).to_have_count(1)
        field.focus()
        page.keyboard.type("gone@example.org;")
        expect(page.locator(".chip--bad")).to_contain_text("mail does not arrive there")


def test_a_clock_turns_red_and_counts_up_when_it_is_due(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.evaluate("document.querySelector('[data-clock]').dataset.due = new Date(Date.now() + 1500).toISOString()")
        clock = page.locator("[data-clock]").first
        expect(clock).to_have_class("clock clock--late")
        expect(clock.locator("[data-clock-figure]")).to_contain_text("+0:0")
        expect(clock.locator("[data-clock-word]")).to_have_text("overdue")


def test_times_are_in_the_reader_s_zone_with_the_moment_on_hover(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/", timezone_id="Asia/Tokyo", locale="en-GB") as page:
        exact = page.locator("time[data-time=exact]")
        expect(exact).to_contain_text("18:02:00")
        expect(exact).to_have_attribute("title", page.locator("time[data-time=exact]").inner_text())


def test_the_chosen_appearance_stays(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/", color_scheme="light") as page:
        page.locator(".me").click()
        page.get_by_role("menuitemradio", name="Dark").click()
        page.reload()
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_the_side_pane_closes_and_is_a_drawer_on_a_narrow_screen(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/case/") as page:
        page.keyboard.press("]")
        expect(page.locator("#pane")).to_be_hidden()
        page.keyboard.press("]")
        expect(page.locator("#pane")).to_be_visible()
    with opened(browser, site + "/ui/case/", viewport={"width": 390, "height": 844}) as page:
        expect(page.locator("#pane")).to_be_hidden()
        page.locator("[data-pane-toggle]").click()
        expect(page.locator("#pane")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#pane")).to_be_hidden()


def test_live_topics_and_presence_come_from_the_socket(browser: Browser, site: str) -> None:
    with opened(browser, site + "/ui/centred/") as page:
        sent: list[object] = []
        page.add_init_script("addEventListener('live', () => { document.documentElement.dataset.heard = 'yes' }, true)")
        page.route(
            "**/ui/case/", lambda route: route.fulfill(body=wired(route.fetch().text()), content_type="text/html")
        )
        page.route_web_socket("**/live**", lambda socket: answer(socket, sent))
        page.goto(site + "/ui/case/")
        expect(page.locator("[data-presence]")).to_contain_text("Ana Ferro typing")
        page.wait_for_selector("html[data-heard=yes]", state="attached")
        assert {"view": "case:12"} in sent


def wired(text: str) -> str:
    return text.replace(
        '<body class="console"', '<body data-live-url="/live" data-live-token="t" class="console"'
    ).replace("data-composer", 'data-live="case:12" data-composer', 1)


def answer(socket: object, sent: list[object]) -> None:
    def on_message(message: str) -> None:
        sent.append(json.loads(message))
        socket.send(json.dumps({"presence": "case:12", "people": [{"id": 1, "name": "Ana Ferro", "typing": True}]}))
        socket.send(json.dumps({"topic": "case:12"}))

    socket.on_message(on_message)
