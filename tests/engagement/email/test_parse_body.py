import base64

import pytest

from caseway.engagement.channels.email.rules import parse

from .letters import letter, multipart, nested, part, read

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


@pytest.mark.parametrize(
    ("label", "charset", "text"),
    [
        ("gb2312", "gb18030", "镕基 你好世界，机器坏了"),
        ("ks_c_5601-1987", "cp949", "안녕하세요 똠방각하"),
        ("iso-8859-1", "cp1252", "“price” – 5 €"),
        ("us-ascii", "utf-8", "Grüße aus Köln"),
        ("utf-8", "cp1252", "café à la crème déjà vu"),
        ("iso-8859-1", "utf-8", "naïve café — déjà vu"),
        ("Windows-1251", "cp1251", "Здравствуйте, машина не работает"),
        ("koi8-r", "koi8-r", "Здравствуйте, машина не работает"),
        ("shift_jis", "cp932", "①番の機械が壊れました"),
        ("iso-2022-jp", "iso2022_jp", "日本語のメール"),
        ("x-unknown", "utf-8", "Grüße"),
        ("utf-16", "utf-16", "Grüße"),
        ("big5", "big5hkscs", "機器壞了"),
    ],
)
def test_text_is_read_whatever_the_charset_is_called(label, charset, text):
    assert parse(letter(text.encode(charset), content_type=f"text/plain; charset={label}")).text == text


def test_iso_2022_jp_with_nec_characters_and_half_width_kana_is_read():
    data = b"\x1b$B-!HV$N5!3#\x1b(B ok \x1b(I1\x1b(B"
    assert parse(letter(data, content_type="text/plain; charset=iso-2022-jp")).text == "①番の機械 ok ｱ"


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("cp1251", "Здравствуйте, машина совсем не работает, помогите пожалуйста"),
        ("gb18030", "你好，我的机器坏了，请帮我看看是什么问题，谢谢你们的帮助"),
    ],
)
def test_without_a_charset_it_is_detected(charset, text):
    assert parse(letter(text.encode(charset), content_type="text/plain")).text == text


def test_html_says_its_own_charset_in_meta():
    html = '<html><head><meta charset="windows-1251"></head><body>Привет</body></html>'
    assert parse(letter(html.encode("cp1251"), content_type="text/html")).text == "Привет"


def test_nuls_and_lone_surrogates_do_not_survive():
    mail = parse(letter(b"a\x00b +2AE- c", content_type="text/plain; charset=utf-7"))
    assert "\x00" not in mail.text
    mail.text.encode("utf-8")


def test_flowed_text_is_made_into_paragraphs():
    mail = read("This is one \nparagraph.\n\n-- \nAnn\n", content_type="text/plain; format=flowed")
    assert mail.text == "This is one paragraph.\n\n-- \nAnn"


def test_alternative_gives_text_and_html():
    mail = parse(multipart("alternative", part("Hello", "text/plain"), part("<p>Hello</p>", "text/html")))
    assert (mail.text, mail.html, mail.attachments) == ("Hello", "<p>Hello</p>", ())


def test_text_is_made_from_html_when_there_is_no_text():
    mail = read(
        "<html><body><h1>Hello</h1><p>one<br>two &amp; three</p><ul><li>x</li><li>y</li></ul></body></html>",
        content_type="text/html",
    )
    assert mail.text == "Hello\n\none\ntwo & three\n\nx\ny"


def test_text_is_made_from_html_when_the_text_part_is_blank():
    assert parse(multipart("alternative", part(" \n", "text/plain"), part("<p>Hello</p>", "text/html"))).text == "Hello"


def test_text_parts_around_a_picture_are_one_body():
    mail = parse(
        multipart(
            "mixed",
            part("before", "text/plain"),
            part(PNG, "image/png", Content_Disposition="inline; filename=a.png"),
            part("after", "text/plain"),
        )
    )
    assert mail.text == "before\nafter"
    assert [one.filename for one in mail.attachments] == ["a.png"]


def test_html_that_repeats_the_text_beside_it_is_its_other_form():
    mail = parse(multipart("mixed", part("Hello\nthere", "text/plain"), part("<p>Hello</p><p>there</p>", "text/html")))
    assert mail.text == "Hello\nthere"


def test_html_that_goes_on_after_the_text_is_part_of_the_body():
    mail = parse(multipart("mixed", part("Hello", "text/plain"), part("<p>list footer</p>", "text/html")))
    assert mail.text == "Hello\nlist footer"


def test_an_attached_text_file_is_no_body():
    mail = parse(
        multipart(
            "mixed",
            part("Hello", "text/plain"),
            part("log", "text/plain; name=log.txt", Content_Disposition="attachment; filename=log.txt"),
        )
    )
    assert (mail.text, mail.attachments[0].filename, mail.attachments[0].content) == ("Hello", "log.txt", b"log")


def test_attachments_inside_related_are_found():
    related = nested(
        "related",
        part('<p>Hi <img src="cid:one@x"></p>', "text/html"),
        part(PNG, "image/png", Content_ID="<one@x>"),
        part(b"%PDF", "application/pdf; name=a.pdf"),
    )
    mail = parse(multipart("mixed", related))
    assert [(one.filename, one.inline) for one in mail.attachments] == [("image.png", True), ("a.pdf", False)]


def test_an_image_shown_by_cid_is_inline_without_a_disposition():
    mail = parse(
        multipart(
            "mixed",
            part('<img src="cid:one@x">', "text/html"),
            part(PNG, "image/png; name=p.png", Content_ID="<one@x>"),
        )
    )
    assert mail.attachments[0].inline
    assert 'src="cid:one@x"' in mail.html


def test_html_followed_by_pdf_inside_an_alternative_keeps_the_pdf():
    rich = nested(
        "mixed",
        part("<p>a</p>", "text/html"),
        part(b"%PDF", "application/pdf; name=x.pdf"),
        part("<p>b</p>", "text/html"),
    )
    mail = parse(multipart("alternative", part("a b", "text/plain"), rich))
    assert (mail.text, mail.html.replace("\n", ""), mail.attachments[0].filename) == (
        "a b",
        "<p>a</p><p>b</p>",
        "x.pdf",
    )


@pytest.mark.parametrize(
    ("headers", "filename"),
    [
        ({"Content_Disposition": "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf"}, "Grüße.pdf"),
        (
            {"Content_Disposition": "attachment; filename*0*=utf-8''Gr%C3; filename*1*=%BC%C3%9Fe; filename*2=.pdf"},
            "Grüße.pdf",
        ),
        ({"Content_Disposition": 'attachment; filename*0="long"; filename*1="name.pdf"'}, "longname.pdf"),
        ({"Content_Disposition": 'attachment; filename="=?utf-8?q?Gr=C3=BC=C3=9Fe=2Epdf?="'}, "Grüße.pdf"),
        ({"Content_Disposition": "attachment; filename=two words.pdf"}, "two words.pdf"),
        ({"Content_Disposition": 'attachment; filename="C:\\Users\\ann\\a.pdf"'}, "a.pdf"),
        ({"Content_Disposition": 'attachment; filename="../../etc/passwd"'}, "passwd"),
        ({"Content_Disposition": 'attachment; filename="a;b.pdf"; size=4'}, "a;b.pdf"),
        ({"Content_Disposition": 'attachment; filename="Gr%C3%BC%C3%9Fe.pdf"'}, "Grüße.pdf"),
        ({"Content_Disposition": "attachment"}, "attachment.pdf"),
    ],
)
def test_file_names_are_read_in_every_form(headers, filename):
    mail = parse(multipart("mixed", part("x", "text/plain"), part(b"%PDF", "application/pdf", **headers)))
    assert mail.attachments[0].filename == filename


def test_an_eight_bit_file_name_is_read():
    raw = multipart(
        "mixed", part("x", "text/plain"), b'Content-Type: application/pdf; name="Gr\xc3\xbc\xc3\x9fe.pdf"\r\n\r\n%PDF'
    )
    assert parse(raw).attachments[0].filename == "Grüße.pdf"


def test_a_nested_message_is_attached_under_its_subject():
    inner = letter("inside", subject="=?utf-8?q?Alte_Gr=C3=BC=C3=9Fe?=")
    mail = parse(multipart("mixed", part("see below", "text/plain"), part(inner, "message/rfc822")))
    assert (mail.text, mail.attachments[0].filename, mail.attachments[0].content) == (
        "see below",
        "Alte Grüße.eml",
        inner,
    )


def test_a_calendar_invitation_is_attached():
    mail = parse(
        multipart(
            "alternative",
            part("Meeting", "text/plain"),
            part("BEGIN:VCALENDAR\nEND:VCALENDAR", "text/calendar; method=REQUEST"),
        )
    )
    assert [(one.filename, one.content_type) for one in mail.attachments] == [("invite.ics", "text/calendar")]


def test_uuencoded_files_leave_the_text():
    mail = read("Hello\n\nbegin 644 cat.txt\n#0V%T\n`\nend\n\nBye\n")
    assert (mail.text, mail.attachments[0].filename, mail.attachments[0].content) == (
        "Hello\n\n\nBye",
        "cat.txt",
        b"Cat",
    )


def test_a_sentence_that_begins_with_begin_stays():
    assert read("begin 644 reasons\nto stay\nend\n").text == "begin 644 reasons\nto stay\nend"


def test_base64_with_wrong_padding_is_read():
    mail = read("SGVsbG8gd29ybGQ\n", content_type="text/plain", content_transfer_encoding="base64")
    assert mail.text == "Hello world"


def test_a_plain_footer_after_base64_is_kept():
    mail = read(
        "SGVsbG8gd29ybGQ=\n\n____________\nlist footer: a@b.example\n",
        content_type="text/plain",
        content_transfer_encoding="base64",
    )
    assert mail.text == "Hello world\n____________\nlist footer: a@b.example"


def test_two_padded_base64_blocks_are_both_read():
    body = base64.b64encode(b"one ").decode() + "\n" + base64.b64encode(b"two!").decode()
    assert read(body, content_type="text/plain", content_transfer_encoding="base64").text == "one two!"


def test_broken_quoted_printable_is_read_as_far_as_it_goes():
    assert (
        read(
            "caf=C3=A9 =ZZ 100=", content_type="text/plain; charset=utf-8", content_transfer_encoding="quoted-printable"
        ).text
        == "café =ZZ 100"
    )


def test_a_missing_boundary_is_guessed():
    raw = multipart("mixed", part("Hello", "text/plain"), part(b"%PDF", "application/pdf; name=a.pdf")).replace(
        b'; boundary="=_b1"', b""
    )
    mail = parse(raw)
    assert (mail.text, mail.attachments[0].filename) == ("Hello", "a.pdf")
    assert "boundary missing or wrong" in mail.defects


def test_a_missing_last_boundary_is_forgiven():
    raw = multipart("mixed", part("Hello", "text/plain"), part("World", "text/plain")).replace(b"--=_b1--", b"")
    assert parse(raw).text.split() == ["Hello", "World"]


def test_a_multipart_without_parts_is_its_text():
    assert read("just text", content_type="multipart/mixed; boundary=nowhere").text == "just text"


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_every_kind_of_line_end_is_understood(newline):
    raw = multipart("alternative", part("Hello\nthere", "text/plain"), part("<p>Hello</p>", "text/html"))
    mail = parse(raw.replace(b"\r\n", newline))
    assert (mail.subject, mail.text, mail.html) == ("Machine", "Hello\nthere", "<p>Hello</p>")
