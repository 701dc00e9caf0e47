"""What the standard library writes is read as it was meant."""

from email import policy
from email.headerregistry import Address
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from caseway.engagement.channels.email.rules import parse

WORDS = (
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=60)
    .map(str.split)
    .filter(bool)
)
LINES = st.lists(WORDS.map(" ".join), min_size=1, max_size=8).map("\n".join)
NAMES = WORDS.map(" ".join).filter(
    lambda name: '"' not in name and "\\" not in name and "=?" not in name and name == name.strip(" ,")
)
CHARSETS = st.sampled_from(["utf-8", "iso-2022-jp", "gb18030"])
ENCODINGS = st.sampled_from(["base64", "quoted-printable", "8bit"])


def without_spaces(text: str) -> str:
    """The library loses some spaces where it folds a header."""
    return "".join(text.split())


@given(NAMES, NAMES)
@settings(max_examples=150, deadline=None)
def test_names_and_subjects_come_back(name, subject):
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(name, "ann", "b.example")
    message["Subject"] = subject
    mail = parse(message.as_bytes())
    assert [without_spaces(mail.sender.name), without_spaces(mail.subject)] == [
        without_spaces(name),
        without_spaces(subject),
    ]
    assert mail.sender.email == "ann@b.example"


@given(LINES, ENCODINGS)
@settings(max_examples=150, deadline=None)
def test_text_comes_back(text, encoding):
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(text, cte=encoding)
    assert parse(message.as_bytes()).text == text


@given(LINES, CHARSETS)
@settings(max_examples=150, deadline=None)
def test_text_comes_back_in_other_charsets(text, charset):
    message = EmailMessage(policy=policy.SMTP)
    try:
        message.set_content(text, charset=charset, cte="base64")
    except UnicodeEncodeError:
        return
    assert parse(message.as_bytes()).text == text


@given(st.lists(st.tuples(NAMES, st.binary(max_size=200)), max_size=4), LINES)
@settings(max_examples=100, deadline=None)
def test_attachments_come_back(files, text):
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(text)
    message.add_alternative("<p>x</p>", subtype="html")
    for name, content in files:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=f"f{name.replace('/', '_')}.bin"
        )
    found = [(one.filename, one.content) for one in parse(message.as_bytes()).attachments]
    assert found == [(f"f{name.replace('/', '_')}.bin", content) for name, content in files]


@given(LINES)
@settings(max_examples=100, deadline=None)
def test_every_line_of_a_reply_is_in_one_of_its_halves(text):
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(
        f"{text}\n\nOn Mon, 1 Jan 2024 at 9:00, B <b@c.example> wrote:\n> {text}\n-- \n{text}", cte="base64"
    )
    mail = parse(message.as_bytes())
    halves = (mail.reply_text + "\n" + mail.quoted_text).split("\n")
    assert sorted(filter(None, halves)) == sorted(filter(None, mail.text.split("\n")))
    assert mail.reply_text
