"""What an article's HTML may hold, and the text read out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseway.knowledge.rules import clean_html, next_version, text_of


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ('<p onclick="x()" style="color:red" class="big" id="a">Hi</p>', "<p>Hi</p>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href="data:text/html,x">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<img src="data:image/svg+xml;base64,AA" onerror="x()">', "<img>"),
        ('<img src="data:image/png;base64,AA" alt="a">', '<img src="data:image/png;base64,AA" alt="a">'),
        ("<iframe src=//evil.example></iframe><form><input></form>", ""),
        ("<h2>A</h2><table><tbody><tr><td>1</td></tr></tbody></table>", None),
        ('<pre><code class="language-python">x = 1</code></pre>', None),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>", '<img src="x">'),
    ],
)
def test_only_what_is_safe_is_kept(html: str, kept: str | None) -> None:
    assert clean_html(html) == (html if kept is None else kept)


@given(st.text(alphabet="<>\"'/=&; abcscriptonload:\0", max_size=80))
def test_clean_html_is_stable_and_never_holds_a_script(html: str) -> None:
    once = clean_html(html)
    assert clean_html(once) == once
    assert "<script" not in once
    assert "\0" not in once


def test_each_block_is_a_line_of_text() -> None:
    html = "<h2>Descale</h2><p>Run <b>it</b><br>monthly &amp; gently.</p><ul><li>one</li><li>two</li></ul>"
    assert text_of(html) == "Descale\nRun it\nmonthly & gently.\none\ntwo"


def test_versions_count_up() -> None:
    assert next_version((2, 3), is_major=True) == (3, 0)
    assert next_version((2, 3), is_major=False) == (2, 4)
