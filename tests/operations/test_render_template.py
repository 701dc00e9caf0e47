"""Liquid templates: what they may do, and what they may not whatever is written."""

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseway.operations.rules.liquid_bounds import FILTERS
from caseway.operations.rules.templates import BOUNDS, TemplateError, check, missing, render, variables_in

VALUES = {
    "contact": {"name": "Maria <Lumen>", "email": "maria@lumenlabs.example"},
    "case": {"number": "CAS-1001", "title": "Oven & door", "opened_at": datetime(2026, 3, 2, 9, 5, tzinfo=UTC)},
    "items": [{"name": "Oven"}, {"name": "Hob"}],
    "big": 10**14,
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Hello {{ contact.name }}, about {{ case.number }}.", "Hello Maria <Lumen>, about CAS-1001."),
        ("{% for item in items %}{{ forloop.index }}. {{ item.name }}\n{% endfor %}", "1. Oven\n2. Hob\n"),
        ("{% if case.title contains 'Oven' %}yes{% else %}no{% endif %}", "yes"),
        ("{{ case.opened_at | date: '%d.%m.%Y' }}", "02.03.2026"),
        ("{{ contact.phone }}{{ nobody.at.all }}{{ items[9].name }}", ""),
        ("{{ contact.phone | default: 'no number' }}", "no number"),
        ("{% assign who = contact.name | split: ' ' | first %}{{ who | upcase }}", "MARIA"),
        ("{{ contact.name.__class__ }}{{ contact['__class__'] }}", ""),
        ("{% for i in (1..3) %}{{ i }}{% endfor %}", "123"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_a_template_is_filled_in(source, expected):
    assert render(source, VALUES) == expected


def test_values_are_escaped_in_html_and_the_templates_own_markup_is_not():
    assert render("<b>{{ contact.name }}</b>", VALUES, html=True) == "<b>Maria &lt;Lumen&gt;</b>"
    assert render("{{ contact.name }}", VALUES, html=False) == "Maria <Lumen>"


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_no_filter_lets_a_value_through_unescaped(name):
    arguments = {
        "append": ": x",
        "prepend": ": x",
        "replace": ": 'a', x",
        "join": ": x",
        "default": ": x",
        "slice": ": 0, 99",
    }
    source = (
        "{{ x | "
        + name
        + arguments.get(name, "")
        + " }}{{ '<i>' | append: x | "
        + name
        + arguments.get(name, "")
        + " }}"
    )
    try:
        rendered = render(source, {"x": "<script>alert(1)</script>"}, html=True)
    except TemplateError:
        return
    assert "<script" not in rendered.lower()


def test_variables_are_listed_without_those_the_template_makes_itself():
    source = (
        "{% assign a = case.number %}{{ a }}{% for i in items %}{{ i.name }}{% endfor %}{{ contact.name }}{{ x[y].z }}"
    )
    assert variables_in(source) == ("case.number", "contact.name", "items", "x", "y")


def test_what_the_values_lack_is_reported():
    source = "{{ contact.name }} {{ contact.phone }} {{ items[0].name }} {{ items.size }} {{ agent.name }} {{ none }}"
    assert missing(source, {**VALUES, "none": None}) == ("agent.name", "contact.phone", "none")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("Hello\n{% if x %}", "Expected tag endif, found end of expression."),
        ("\n{{ x | shout }}", "Line 2: There is no filter 'shout'. Use one of: abs, append, "),
        ("one\ntwo {{ x..y }}", "Line 2: "),
        ("{% include 'other' %}", "Line 1: "),
        ("{% render 'other' %}", "Line 1: "),
        ("{% tablerow i in x %}{% endtablerow %}", "Line 1: "),
        ("{{ 5 | divided_by: 0 }}", ""),
        ("{% for i in (1..1000000000) %}{% endfor %}", "Write both ends of a range as numbers up to 1,000: (1..5)."),
        ("{% if (1..big) contains 'x' %}{% endif %}", "Write both ends of a range as numbers up to 1,000: (1..5)."),
        ("{{ (1..99999999) | join: ',' }}", "Write both ends of a range as numbers up to 1,000: (1..5)."),
        ("{{ big | times: big | times: big }}", "Use smaller numbers."),
        ("x" * 100_001, "Shorten the template to 100,000 characters."),
        ("{{a}}" * 1_001, "Use at most 1,000 tags and variables."),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(source, message):
    with pytest.raises(TemplateError) as caught:
        render(source, VALUES)
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(".")


def test_a_template_is_checked_without_values():
    check("{{ anything | upcase }}")
    with pytest.raises(TemplateError, match="Line 2"):
        check("\n{{ x | shout }}")


DOUBLE = "{% assign s = 'abcdefghij' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}"
SQUARE = "{% assign n = 9 %}{% for i in (1..60) %}{% assign n = n | times: n %}{% endfor %}{{ n }}"
NESTED = "{% for a in (1..999) %}{% for b in (1..999) %}{% for c in (1..999) %}x{% endfor %}{% endfor %}{% endfor %}"
FLOOD = "{% for a in (1..1000) %}" + "x" * 90_000 + "{% endfor %}"
GROW = "{% assign s = '' %}{% for i in (1..999) %}{% assign s = s | append: '" + "y" * 1_500 + "' %}{% endfor %}"
REPLACE = GROW.replace("999", "60") + "{{ s | replace: '', s }}{{ s | replace: 'y', '" + "z" * 1_000 + "' }}"
SPLIT = GROW.replace("999", "60") + "{% assign t = s | split: '' | uniq | sort | join: s %}{{ t }}"
BUSY = (
    "{% for a in (1..1000) %}" + "{% if a contains 'b' %}{{ a | upcase | downcase }}{% endif %}" * 300 + "{% endfor %}"
)
IDLE = "{% for a in (1..1000) %}" + "{% if true %}{% endif %}" * 499 + "{% endfor %}"
DEEP = "{% if a %}" * 400 + "{% endif %}" * 400
LONG_PATH = "{{ a" + ".b" * 40_000 + " }}"
LONG_TEST = "{% if a" + " and a" * 15_000 + " %}{% endif %}"
BRACKETS = "{{ a" + "[a" * 20_000 + "]" * 20_000 + " }}"
FORMAT = "{{ case.opened_at | date: '" + "%9999999d" * 200 + "' }}"
FILTERED = "{{ 'a'" + " | append: 'b'" * 6_000 + " }}"
CAPTURE = "{% for i in (1..999) %}{% capture s %}{{ s }}{{ s }}abcdefgh{% endcapture %}{% endfor %}{{ s }}"
HOSTILE = [
    *(DOUBLE, SQUARE, NESTED, FLOOD, GROW, REPLACE, SPLIT, BUSY, IDLE),
    *(DEEP, LONG_PATH, LONG_TEST, BRACKETS, FORMAT, FILTERED, CAPTURE),
    *("{%" * 500, "{{" * 500, "{{ '" * 400, "{%- " * 400, "{% raw %}" * 400, "{% comment %}" * 400, "{% break %}"),
    "{{ a | map: 'b' | where: 'c', a }}",
    "{{ 'x' | truncate: -5 }}",
    "{{ 'x' | slice: 'y' }}",
    "{{ items | sort: 'nope' }}",
    "{{ 'a' | date: '%' }}",
    "{{ -1 | at_most: 'x' | times: '9e999' }}",
    "\0{{ a }}\ud800",
]


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("html", [False, True])
def test_a_hostile_template_ends_soon_and_small_or_is_refused(source, html):
    started = time.process_time()
    with suppress(TemplateError):
        assert len(render(source, VALUES, html=html)) <= BOUNDS.output
    assert time.process_time() - started < 3


PIECES = (
    *("{{", "}}", "{%", "%}", " a ", ".b", "|", "(1..9)", "'", '"', "[", "]", "-", "0", "case.number", ",", "\n"),
    *(" upcase", " append: ", " join: ", " date: ", " if ", " for i in ", " endif ", " endfor ", " assign x = "),
    *(" case ", " when ", " endcase "),
)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_whatever_is_written_is_text_or_a_template_error(source):
    with suppress(TemplateError):
        assert isinstance(render(source, VALUES), str)
        assert set(missing(source, VALUES)) <= set(variables_in(source))
