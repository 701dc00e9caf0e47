import pytest

from caseway.engagement.channels.email.rules.html_cleaning import is_affordable, sanitise

from .letters import read


def html_of(source: str) -> str:
    return read(source, content_type="text/html; charset=utf-8").html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" jAvAsCrIpT:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<img src="data:text/html;base64,AAAA">',
        "<iframe src=https://evil.example></iframe>",
        '<form action="https://evil.example"><input name=p><button>go</button></form>',
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<base href=https://evil.example>",
        "<svg><script>alert(1)</script></svg>",
        '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
        "<style>@import 'https://evil.example'</style>",
        '<div style="background:url(https://evil.example/p.gif)">x</div>',
        '<div style="background:u\\72l(https://evil.example/p.gif)">x</div>',
        '<table background="https://evil.example/p.gif"><tr><td>x</td></tr></table>',
        '<link rel=stylesheet href="https://evil.example/x.css">',
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    ],
)
def test_nothing_in_html_runs_or_fetches(source):
    cleaned = html_of(source).lower()
    assert not any(
        word in cleaned
        for word in ("script", "onerror", "evil.example", "<form", "<input", "data:text", "<svg", "<math")
    )


def test_styles_cannot_leave_the_frame():
    assert html_of('<div style="position:fixed;top:0;z-index:9;color:red">x</div>') == '<div style="color:red">x</div>'


@pytest.mark.parametrize(
    "address", ["https://t.example/p.gif", "http://t.example/p.gif", "//t.example/p.gif", "HTTPS://t.example/p.gif"]
)
def test_remote_images_wait_until_asked_for(address):
    cleaned = html_of(f'<p>Hi<img alt="a>b" src="{address}" width="1"></p>')
    assert ' src="' not in cleaned
    assert "data-remote-src=" in cleaned


def test_text_that_looks_like_an_image_stays_text():
    assert (
        html_of('<p>&lt;img src="https://t.example/p.gif"&gt;</p>')
        == '<p>&lt;img src="https://t.example/p.gif"&gt;</p>'
    )


def test_pictures_of_the_mail_keep_their_cid():
    assert html_of('<img src="cid:logo@x" alt="Logo">') == '<img src="cid:logo@x" alt="Logo">'


def test_tables_and_safe_styles_stay():
    cell = '<td align="left" colspan="2" style="padding:4px">x</td>'
    source = f'<table width="600" bgcolor="#fff"><tbody><tr>{cell}</tr></tbody></table>'
    assert html_of(source) == source


def test_links_open_elsewhere_and_carry_no_referrer():
    assert (
        html_of('<a href="https://x.example/">x</a>')
        == '<a href="https://x.example/" target="_blank" rel="noopener noreferrer nofollow">x</a>'
    )


@pytest.mark.parametrize(
    "source",
    ["<div>" * 100_000, "<b" + " a=1" * 100_000 + ">x</b>", "<table>" * 30_000, "<" * 200_000, "<p>x</p>" * 500_000],
)
def test_html_beyond_its_budget_is_shown_as_text(source):
    assert not is_affordable(source)
    mail = read(source + "the words", content_type="text/html")
    assert mail.html == ""
    assert "HTML beyond its budget: shown as text" in mail.defects


def test_a_large_picture_in_the_html_is_within_the_budget():
    assert is_affordable('<p>x</p><img src="data:image/png;base64,' + "A" * 500_000 + '">')


def test_sanitising_twice_changes_nothing():
    once = sanitise(
        '<p style="color:red">Hi <a href="https://x.example">x</a>'
        '<img src="https://x.example/i.png"><blockquote type="cite">q</blockquote>'
    )
    assert sanitise(once.replace("data-remote-src", "src")) == once
