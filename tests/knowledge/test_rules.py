"""The text read out of an article, and how its versions count."""

from caseway.knowledge.rules import next_version, text_of


def test_each_block_is_a_line_of_text() -> None:
    html = "<h2>Descale</h2><p>Run <b>it</b><br>monthly &amp; gently.</p><ul><li>one</li><li>two</li></ul>"
    assert text_of(html) == "Descale\nRun it\nmonthly & gently.\none\ntwo"


def test_versions_count_up() -> None:
    assert next_version((2, 3), is_major=True) == (3, 0)
    assert next_version((2, 3), is_major=False) == (2, 4)
