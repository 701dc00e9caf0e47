from datetime import datetime, timedelta, timezone

import pytest
from jinja2 import DictLoader, UndefinedError
from lucide import IconDoesNotExist

from caseway.ui import elements
from caseway.ui.environment import environment
from caseway.ui.modules import own_modules


def render(source: str, **context: object) -> str:
    return environment(loader=DictLoader({"page": source})).get_template("page").render(context)


def test_what_is_shown_is_escaped() -> None:
    assert render("{{ name }}", name="<script>") == "&lt;script&gt;"


def test_a_name_that_is_not_there_fails() -> None:
    with pytest.raises(UndefinedError):
        render("{{ nobody }}")


def test_attributes_leave_out_what_is_off_and_escape_the_rest() -> None:
    written = elements.attributes(
        {"hx_get": '/x?a="b"&c', "hidden": True, "title": None, "checked": False, "for_": "y"}
    )
    assert written == ' hx-get="/x?a=&#34;b&#34;&amp;c" hidden for="y"'


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in elements.icon("inbox")
    assert 'role="img" aria-label="Inbox"' in elements.icon("inbox", label="Inbox")


def test_an_icon_that_does_not_exist_fails() -> None:
    with pytest.raises(IconDoesNotExist):
        elements.icon("no-such-icon")


def test_a_time_is_written_in_utc_for_the_browser_to_turn() -> None:
    moment = datetime(2026, 3, 2, 10, 2, tzinfo=timezone(timedelta(hours=1)))
    assert elements.when(moment) == (
        '<time datetime="2026-03-02T09:02:00+00:00" data-time="relative">2 Mar 2026, 09:02</time>'
    )
    assert elements.when(None) == ""


def test_every_module_of_the_page_has_a_name() -> None:
    assert own_modules()["ui/keys"] == "ui/js/keys.js"
    assert {"ui/main", "ui/bind", "ui/live", "ui/editor"} <= own_modules().keys()


def test_plain_and_plural_texts_are_translated_with_their_values() -> None:
    assert render("{{ _('Go to %(place)s', place='Home') }}") == "Go to Home"
    assert render("{{ ngettext('%(num)d new', '%(num)d new', 3) }}") == "3 new"
