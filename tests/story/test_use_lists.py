"""The lists, the palette, customers and rules in a real browser, by mouse and by key."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.story.conftest import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def opened(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_selector("html[data-modules=ready]", state="attached")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def dialog(page: Page) -> Locator:
    return page.locator("#dialog")


def save(page: Page) -> None:
    dialog(page).locator("[type=submit]").click()


def open_case(page: Page, title: str) -> str:
    """By hand, for Maria, waiting in the gold queue; its number."""
    opened(page, "/cases/new/")
    page.keyboard.type("maria")
    page.locator("#customer-choices .option", has_text="Maria Gomez").click()
    page.fill("#id_title", title)
    page.uncheck("#id_takes_it")
    page.get_by_role("button", name="Open case").click()
    expect(page.locator("h1")).to_have_text(title)
    return page.url.rstrip("/").rsplit("/", 1)[1]


def test_a_row_is_picked_and_released_by_key_and_keeps_its_place(page: Page) -> None:
    sign_in(page, "ana@caseway.example")
    number = open_case(page, "Row by key")
    opened(page, "/queues/gold/?show=waiting")
    row = page.locator(f"tr[data-number={number}]")
    row.locator("[data-open]").focus()
    press(page, "w")
    expect(row).to_have_attribute("data-state", "taken")
    expect(row).to_contain_text("Ana Ferro")
    expect(row).to_have_attribute("data-cursor", "")
    press(page, "u")
    expect(row).to_have_attribute("data-state", "waiting")


def test_a_row_that_changes_while_it_is_fetched_is_fetched_again(page: Page) -> None:
    sign_in(page, "ana@caseway.example")
    number = open_case(page, "Row in a hurry")
    opened(page, "/queues/gold/?show=waiting")
    row = page.locator(f"tr[data-number={number}]")

    def late(route: Route) -> None:
        taken = route.fetch()
        page.evaluate("(path) => import('ui/bind').then(({ post }) => post(path, {}))", f"/cases/{number}/release/")
        route.fulfill(response=taken)

    rows: list[str] = []
    page.on("response", lambda answer: rows.append(answer.url) if "?row=" in answer.url else None)
    page.route("**/?row=*", late, times=1)
    row.locator("[data-open]").focus()
    with page.expect_response(lambda _: len(rows) == 2):
        press(page, "w")
    expect(row).to_have_attribute("data-state", "waiting")


def test_verbs_come_to_the_row_one_points_at(page: Page) -> None:
    sign_in(page, "ana@caseway.example")
    number = open_case(page, "Row by mouse")
    opened(page, "/cases/?view=unassigned")
    row = page.locator(f"tr[data-number={number}]")
    expect(row.locator(".row-actions button")).to_have_count(0)
    row.hover()
    row.get_by_role("button", name="Assign").click()
    expect(dialog(page).locator("h2")).to_have_text(f"Assign {number}")
    press(page, "Escape")
    press(page, "p")
    expect(dialog(page).locator("h2")).to_have_text(f"Priority of {number}")
    page.select_option("#id_priority", "1")
    save(page)
    expect(page.locator("#toasts")).to_contain_text("The priority of")
    expect(row.get_by_title("High")).to_be_visible()


def test_several_rows_are_assigned_at_once(page: Page) -> None:
    sign_in(page, "ana@caseway.example")
    for title in ("Bulk one", "Bulk two"):
        open_case(page, title)
    opened(page, "/cases/?view=unassigned")
    press(page, "j", "x", "j", "x")
    page.locator("[data-bulk] button", has_text="Assign").click()
    expect(dialog(page).locator("h2")).to_have_text("Assign 2 cases")
    page.select_option("#id_agent", label="Ben Osei")
    save(page)
    expect(page.locator("#toasts")).to_contain_text("2 cases are changed.")


def test_a_filter_is_put_together_and_taken_away(page: Page) -> None:
    sign_in(page, "ana@caseway.example")
    open_case(page, "Brewer to filter")
    opened(page, "/cases/?view=open")
    press(page, "f")
    expect(page.locator("[name='when-0-field']")).to_be_focused()
    page.select_option("[name='when-0-field']", "tier")
    page.select_option("[name='when-0-value']", "gold")
    dialog(page).locator("[data-condition-add]").first.click()
    row = dialog(page).locator("[data-condition]").last
    row.locator("[data-condition-field]").select_option("title")
    row.locator("[data-condition-op]").select_option("contains")
    row.locator("[data-condition-value]").fill("to filter")
    save(page)
    expect(page.locator(".filter__value")).to_have_text(["Gold", "to filter"])
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.get_by_label("Remove the filter Title").click()
    expect(page.locator(".filter__value")).to_have_text(["Gold"])


def test_the_palette_goes_to_what_it_finds(page: Page) -> None:
    sign_in(page, "ana@caseway.example")
    opened(page, "/")
    press(page, "Control+k")
    page.keyboard.type("maria gomez")
    page.locator("#palette [role=option]", has_text="Maria Gomez").first.click()
    expect(page.locator("h1")).to_have_text("Maria Gomez")


def test_a_customer_is_found_and_written_down(page: Page) -> None:
    sign_in(page, "ana@caseway.example")
    opened(page, "/customers/")
    page.keyboard.type("harbor bakery")
    row = page.locator("#list tr[data-row]", has_text="Harbor Bakery")
    expect(row).to_have_count(1)
    row.locator("[data-open]").click()
    page.get_by_role("button", name="Add an address or number").click()
    page.fill("#id_value", "desk@harbor.example")
    save(page)
    expect(page.locator("#customer-pane")).to_contain_text("desk@harbor.example")
    page.locator(".ledger summary").first.click()
    expect(page.locator(".ledger__body").first).not_to_have_text("")
    press(page, "e")
    page.fill("#id_name", "Harbor Bakery AG")
    save(page)
    expect(page.locator("h1")).to_have_text("Harbor Bakery AG")


def test_a_rule_is_written_and_moved(page: Page) -> None:
    sign_in(page, "admin@caseway.example")
    opened(page, "/settings/routing-rules/")
    press(page, "n")
    page.fill("#id_name", "The better tiers")
    page.select_option("[name='condition-0-field']", "tier")
    page.select_option("[name='condition-0-op']", "is_one_of")
    page.select_option("[name='condition-0-value']", ["gold", "silver"])
    page.select_option("#id_target", label="Gold")
    save(page)
    rule = page.locator(".rule", has_text="The better tiers")
    expect(rule).to_contain_text("Customer tier is one of")
    before = int(rule.locator(".rule__position").inner_text())
    rule.get_by_role("button", name="Ask earlier").click()
    expect(rule.locator(".rule__position")).to_have_text(str(before - 1))


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_scrolls_sideways(page: Page, width: int) -> None:
    sign_in(page, "admin@caseway.example")
    page.set_viewport_size({"width": width, "height": 844})
    places = ("/", "/queues/", "/queues/gold/", "/cases/?view=all", "/cases/new/", "/customers/", "/search/?q=brewer")
    for path in (
        *places,
        "/intake/",
        "/settings/",
        "/settings/audit/",
        "/settings/routing-rules/",
        "/settings/intake-rules/",
    ):
        opened(page, path)
        for frame in ("html", "#main"):
            assert page.locator(frame).evaluate("(frame) => frame.scrollWidth - frame.clientWidth") <= 0, path


def test_the_button_that_picks_is_not_covered_by_a_rows_other_verbs(page: Page) -> None:
    sign_in(page, "ana@caseway.example")
    number = open_case(page, "Row to be picked by mouse")
    opened(page, "/queues/gold/?show=waiting")
    row = page.locator(f"tr[data-number={number}]")
    row.hover()
    expect(row.locator(".row-actions button").first).to_be_visible()
    row.get_by_role("button", name="Pick", exact=True).click()
    expect(row).to_contain_text("Ana Ferro")
