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
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg><animate attributeName=href values=javascript:alert(1)><a><text>x</text></a></svg>",
        '<a href="jav&#x0A;ascript:alert(1)">x</a>',
        '<a href="&#106;&#97;vascript&colon;alert(1)">x</a>',
        "<a href='vbscript:alert(1)'>x</a>",
        "<img srcset='https://evil.example/a 1x' src='cid:a'>",
        "<picture><source srcset='https://evil.example/a'><img src='cid:a'></picture>",
        "<video poster='https://evil.example/p'><source src='https://evil.example/v'></video>",
        '<div style="background-image:url(https://evil.example/a)">x</div>',
        '<div style="width:expression(alert(1))">x</div>',
        '<div style="background:image-set(https://evil.example/a 1x)">x</div>',
        '<div style="background:var(--x);--x:url(https://evil.example/a)">x</div>',
        '<div style="content:url(https://evil.example/a);cursor:url(https://evil.example/a),auto">x</div>',
        "<body background='https://evil.example/b' onload=alert(1)>x",
        "<input type=image src='https://evil.example/b'>",
        "<object data='https://evil.example/b'></object><embed src='https://evil.example/b'>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<img src='\\\\evil.example\\x.png'>",
        "<img src='https:evil.example'>",
        "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
        "<img lowsrc='https://evil.example/x' dynsrc='https://evil.example/x'>",
        "<a ping='https://evil.example/x' href='#a'>x</a>",
        "<button formaction='javascript:alert(1)'>x</button>",
        "<xmp><img src=x onerror=alert(1)></xmp>",
        "<template><img src=x onerror=alert(1)></template>",
        "<plaintext><script>alert(1)</script>",
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
    "address",
    [
        "https://t.example/p.gif",
        "http://t.example/p.gif",
        "//t.example/p.gif",
        "HTTPS://t.example/p.gif",
        " https://t.example/p.gif",
    ],
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
