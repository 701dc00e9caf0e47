"""The tokens keep their promise: text at 4.5 to 1 on every surface it stands on, controls at 3 to 1."""

import math
import re
from pathlib import Path

import pytest

import caseway.ui

CSS = Path(caseway.ui.__file__).parent / "static" / "ui" / "css"
SOURCE = (CSS / "tokens.css").read_text()
PAIR = re.compile(r"--([\w-]+): light-dark\(oklch\(([^)/]+)\), oklch\(([^)/]+)\)\);")
TOKENS = {name: (light, dark) for name, light, dark in PAIR.findall(SOURCE)}
SURFACES = ["surface-0", "surface-1", "surface-2", "surface-float"]
TONES = ["good", "warn", "bad", "info"]


def luminance(oklch: str) -> float:
    """Relative luminance by the matrices of Björn Ottosson's OKLab."""
    lightness, chroma, hue = (float(part) for part in oklch.split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return sum(weight * min(max(part, 0), 1) for weight, part in ((0.2126, red), (0.7152, green), (0.0722, blue)))


def contrast(front: str, back: str, theme: int) -> float:
    pair = sorted((luminance(TOKENS[front][theme]), luminance(TOKENS[back][theme])), reverse=True)
    return (pair[0] + 0.05) / (pair[1] + 0.05)


READABLE = [
    *((text, surface) for text in ("text-1", "text-2", "accent", *TONES) for surface in SURFACES),
    *(("text-3", surface) for surface in ("surface-0", "surface-1", "surface-2")),
    *((tone, f"{tone}-soft") for tone in (*TONES, "accent")),
    *(("text-1", f"{tone}-soft") for tone in (*TONES, "accent")),
    ("text-2", "surface-3"),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), READABLE)
def test_text_is_readable(front: str, back: str, theme: int) -> None:
    assert contrast(front, back, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("fill", ["accent-fill", "accent-fill-hover", "bad-fill"])
def test_white_is_readable_on_a_filled_button(fill: str, theme: int) -> None:
    assert 1.05 / (luminance(TOKENS[fill][theme]) + 0.05) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("front", ["line-control", "focus"])
def test_the_edge_of_a_control_can_be_seen(front: str, theme: int) -> None:
    assert contrast(front, "surface-1", theme) >= 3


def test_every_colour_is_chosen_in_the_tokens() -> None:
    known = set(re.findall(r"--([\w-]+):", SOURCE))
    for file in CSS.glob("*.css"):
        text = file.read_text()
        own = set(re.findall(r"--([\w-]+):", text))
        assert set(re.findall(r"var\(--([\w-]+)", text)) <= known | own, file.name


def test_the_index_names_every_file() -> None:
    named = set(re.findall(r'@import "([\w-]+\.css)"', (CSS / "index.css").read_text()))
    assert named == {file.name for file in CSS.glob("*.css")} - {"index.css", "gallery.css"}
