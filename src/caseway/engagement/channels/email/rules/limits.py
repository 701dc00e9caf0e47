"""How much of one mail is read: every bound of the parser, in one place. The raw source keeps the rest."""

from collections.abc import Iterator

MAX_HEADER_BYTES = 1_048_576
MAX_HEADER_LINES = 2_000
MAX_VALUE_CHARS = 262_144
MAX_SUBJECT_CHARS = 4_000
MAX_NAME_CHARS = 320
MAX_FILENAME_CHARS = 255
MAX_ADDRESSES = 2_000
MAX_MESSAGE_IDS = 200
MAX_MESSAGE_ID_CHARS = 998

MAX_PARTS = 2_000
MAX_DEPTH = 128
MAX_COPIES = 6
FREE_BYTES = 1_048_576

MAX_TEXT_CHARS = 2_000_000
MAX_SHOWN_BYTES = 32_768
MAX_HTML_CHARS = 1_500_000
MAX_HTML_TAGS = 60_000
MAX_HTML_DEPTH = 400
MAX_TAG_CHARS = 8_192
MAX_TAG_WORDS = 400
MAX_SPLIT_LINES = 20_000
MAX_LINE_CHARS = 2_000
DETECTION_SAMPLE_BYTES = 4_096

MAX_TNEF_ITEMS = 1_000
MAX_TNEF_DEPTH = 5
MAX_RTF_CHARS = 2_000_000
MAX_CALENDAR_CHARS = 200_000
MAX_CALENDAR_LINES = 5_000
MAX_DEFECTS = 50


class Defects:
    """What was wrong with a mail: each kind once, in the order it was met."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[str, None] = {}

    def add(self, defect: str) -> None:
        if len(self._found) < MAX_DEFECTS:
            self._found.setdefault(defect)

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)
