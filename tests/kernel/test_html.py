"""HTML that our own people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseway.kernel.html import clean_html, clean_page, html_of, linked, text_of


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>Hi <b>you</b></p>", "<p>Hi <b>you</b></p>"),
        ("<p>a</p><script>alert(1)</script><style>p{}</style>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="y" id="z">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', '<a rel="noopener noreferrer nofollow">a</a>'),
        ('<a href="https://x.example">a</a>', '<a href="https://x.example" rel="noopener noreferrer nofollow">a</a>'),
        ('<a href="data:text/html,x">a</a>', '<a rel="noopener noreferrer nofollow">a</a>'),
        ('<img src="/logout/"><a href="x">a</a>', '<img><a rel="noopener noreferrer nofollow">a</a>'),
        ('<img src="data:image/svg+xml;base64,AA" alt="x">', '<img alt="x">'),
        ('<iframe src="https://x.example">inside</iframe><p>after</p>', "<p>after</p>"),
        ("<form><input name=a><button>go</button></form>", "go"),
        ("a\0b", "ab"),
    ],
)
def test_what_runs_submits_or_dresses_up_is_left_out(html: str, clean: str) -> None:
    assert clean_html(html) == clean


@given(st.text(alphabet="<>/ab=\"' \n&;ipsctr:", max_size=200))
def test_cleaning_twice_changes_nothing_more(html: str) -> None:
    assert clean_html(clean_html(html)) == clean_html(html)


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
def test_of_a_page_only_what_is_safe_is_kept(html: str, kept: str | None) -> None:
    assert clean_page(html) == (html if kept is None else kept)


@given(st.text(alphabet="<>\"'/=&; abcscriptonload:\0", max_size=80))
def test_a_clean_page_is_stable_and_never_holds_a_script(html: str) -> None:
    once = clean_page(html)
    assert clean_page(once) == once
    assert "<script" not in once
    assert "\0" not in once


def test_the_text_keeps_lists_quotes_links_and_breaks() -> None:
    html = (
        "<p>Hi <b>Maria</b>,</p><p>please:<br>now</p><ul><li><p>one</p></li>"
        "<li>two <a href='https://x.example/a'>here</a></li></ul>"
        "<ol start='3'><li><p>first</p></li><li><p>second</p></li></ol>"
        "<blockquote><p>quoted</p><p>more</p></blockquote>"
        "<p>write to <a href='mailto:a@b.example'>a@b.example</a></p>"
    )
    assert text_of(clean_html(html)) == (
        "Hi Maria,\n\nplease:\nnow\n\n- one\n- two here (https://x.example/a)\n\n3. first\n4. second\n\n"
        "> quoted\n>\n> more\n\nwrite to a@b.example"
    )


def test_what_is_preformatted_keeps_its_lines_and_spaces() -> None:
    assert text_of("<p>see</p><pre>a\n  b</pre>") == "see\n\na\n  b"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("one", "<p>one</p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("one\r\ntwo", "<p>one<br>two</p>"),
    ],
)
def test_plain_text_becomes_paragraphs(text: str, html: str) -> None:
    assert html_of(text) == html


@given(
    st.lists(st.text(alphabet="abc <&>é", min_size=1).map(lambda line: " ".join(line.split())).filter(bool), min_size=1)
)
def test_text_comes_back_from_its_html(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    assert text_of(html_of(text)) == text


@pytest.mark.parametrize(
    ("text", "before", "address", "after"),
    [
        ("see https://x.example/a?b=1&c=2.", "see ", "https://x.example/a?b=1&amp;c=2", "."),
        ("(https://x.example/a)", "(", "https://x.example/a", ")"),
        ("https://x.example/a_(b)", "", "https://x.example/a_(b)", ""),
        ('<a href="https://x.example">', "&lt;a href=&quot;", "https://x.example", "&quot;&gt;"),
        ("HTTP://X.example\nnext", "", "HTTP://X.example", "\nnext"),
    ],
)
def test_addresses_in_plain_text_become_links(text: str, before: str, address: str, after: str) -> None:
    link = f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">{address}</a>'
    assert linked(text) == before + link + after


@pytest.mark.parametrize("text", ["no address", "javascript:alert(1)", "a <b> & c", "ftp://x.example", "://"])
def test_what_is_no_web_address_is_only_escaped(text: str) -> None:
    assert linked(text) == text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
