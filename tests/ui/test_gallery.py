import re
from collections import Counter

import pytest
from django.template.loader import get_template

from caseway.kernel.errors import Conflict
from tests.ui.pages import Element, elements, every_page, html

pytestmark = pytest.mark.urls("tests.ui.urls")


@every_page
def test_a_page_carries_no_inline_script_or_style(address: str) -> None:
    found = elements(address)
    scripts = [element for element in found if element.tag == "script" and "src" not in element.attributes]
    assert {element.attributes.get("type") for element in scripts} <= {"importmap"}
    assert [element for element in found if element.tag == "style" or "style" in element.attributes] == []
    assert not re.search(r'\s(on[a-z]+|hx-on[\w:-]*)="', html(address))


@every_page
def test_every_id_is_used_once(address: str) -> None:
    ids = Counter(element.attributes["id"] for element in elements(address) if "id" in element.attributes)
    assert [name for name, uses in ids.items() if uses > 1] == []


def is_control(element: Element) -> bool:
    if element.tag == "input":
        return element.attributes.get("type") != "hidden"
    return element.tag in ("button", "select", "textarea") or (element.tag == "a" and "href" in element.attributes)


def has_name(element: Element, labelled: set[str | None]) -> bool:
    return bool(
        (element.text and element.tag in ("a", "button"))
        or element.attributes.get("aria-label")
        or any(inner.attributes.get("aria-label") for inner in element.inside)
        or element.attributes.get("id") in labelled
        or (element.parent and element.parent.tag == "label")
    )


@every_page
def test_every_control_has_a_name(address: str) -> None:
    found = elements(address)
    labelled = {
        element.attributes["for"] for element in found if element.tag == "label" and "for" in element.attributes
    }
    nameless = [element for element in found if is_control(element) and not has_name(element, labelled)]
    assert [(element.tag, element.attributes) for element in nameless] == []


@every_page
def test_every_popover_has_its_button(address: str) -> None:
    found = elements(address)
    buttons = {element.attributes.get("popovertarget") for element in found}
    assert {element.attributes["id"] for element in found if "popover" in element.attributes} <= buttons


def test_a_refusal_is_a_toast_or_a_page_with_its_sentence() -> None:
    error = Conflict("CAS-1042 is already resolved.")
    for name in ("ui/_error.html", "ui/error.html"):
        assert "CAS-1042 is already resolved." in get_template(name).render({"error": error})


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_the_error_pages_render_without_a_request(name: str) -> None:
    assert "data-error" in get_template(f"{name}.html").render()
