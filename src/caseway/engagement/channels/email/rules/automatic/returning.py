"""When somebody who is away will be back: the day that an automatic answer states, if it can be read one way only."""

import re
from datetime import date, timedelta

_MONTHS = (
    (
        "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari tammikuuta stycznia leden ledna "
        "januára "
        "января янв січня ocak január ianuarie ιανουαρίου"
    ),
    (
        "february feb februar février fevrier févr febrero febbraio febbr fevereiro fev februari helmikuuta lutego "
        "února "
        "februára февраля фев лютого şubat február februarie φεβρουαρίου"
    ),
    "march mar märz mrz mars marzo março maart mrt maaliskuuta marca března марта березня mart március martie μαρτίου",
    (
        "april apr avril avr abril abr aprile aprilie huhtikuuta kwietnia dubna apríla апреля апр квітня nisan "
        "április "
        "απριλίου"
    ),
    "may mai mayo maggio mag maio mei maj toukokuuta maja května mája мая травня mayıs május μαΐου",
    "june jun juni juin junio giugno giu junho kesäkuuta czerwca června júna июня червня haziran június iunie ιουνίου",
    (
        "july jul juli juillet juil julio luglio lug julho heinäkuuta lipca července júla июля липня temmuz július "
        "iulie "
        "ιουλίου"
    ),
    (
        "august aug août aout agosto ago augustus augusti elokuuta sierpnia srpna augusta августа авг серпня ağustos "
        "augusztus αυγούστου"
    ),
    (
        "september sep sept septembre septiembre settembre set setembro syyskuuta września září septembra сентября "
        "сен "
        "вересня eylül szeptember septembrie σεπτεμβρίου"
    ),
    (
        "october oct oktober okt octobre octubre ottobre ott outubro out lokakuuta października října októbra "
        "октября окт "
        "жовтня ekim október octombrie οκτωβρίου"
    ),
    (
        "november nov novembre noviembre novembro marraskuuta listopada listopadu novembra ноября ноя листопада kasım "
        "noiembrie νοεμβρίου"
    ),
    (
        "december dec dezember dez décembre déc diciembre dic dicembre dezembro joulukuuta grudnia prosince decembra "
        "декабря дек грудня aralık decembrie δεκεμβρίου desember des"
    ),
)
_MONTH_OF = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_MONTH = "|".join(sorted(map(re.escape, _MONTH_OF), key=len, reverse=True))
_OF = r"(?:\s?(?:de|del|of|d')\s?|[.\s-]{1,3})"
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|º|ª)?"
_YEAR = r"(?P<year>20\d\d)"
_SHAPES = (
    re.compile(r"(?<!\d)(?P<year>20\d\d)\s?[-/.年년]\s?(?P<month>\d{1,2})\s?[-/.月월]\s?(?P<day>\d{1,2})(?!\d)[日일]?"),
    re.compile(r"(?<!\d)(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]"),
    re.compile(rf"{_DAY}{_OF}(?P<word>{_MONTH})\b\.?(?:(?:,|\s?de|\s?del)?\s{{0,2}}{_YEAR})?", re.IGNORECASE),
    re.compile(rf"\b(?P<word>{_MONTH})\.?\s{{1,2}}{_DAY}(?:,?\s{{1,2}}{_YEAR})?(?![\d:])", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?:(?P<year>(?:20)?\d\d)(?!\d))?"),
    re.compile(r"(?<!\d)(?P<first>\d{1,2})[/-](?P<second>\d{1,2})[/-](?P<year>(?:20)?\d\d)(?!\d)"),
)
# What stands before the day on which an absence ends.
_ENDS = (
    "until", "till", "til", "through", "thru", r"back\b.{0,15}? (?:on|from)", r"return\w*\b.{0,20}? on",
    "available again", r"from\b[^.!?\n]{3,30} to", "bis", "wieder", "zurück", "ab dem", "jusqu['’]au", "de retour",
    "retour le", "hasta", r"regres\w+ el", "vuelvo el", "fino al?", r"rientr\w+", "tornerò", "até", r"retorn\w+",
    "volto",
    "tot", "t/m", "terug", "weer", "till och med", r"t\.?o\.?m\.?", "tillbaka", "til og med", "tilbage", "tilbake",
    "palaan", "powrót", "wracam", "do", "zpět", "до", "по", "вернусь", "буду", "повернусь", "dönüş", "μέχρι", "έως",
    "până la", "până pe", "至", "到", "~", "〜",
)  # fmt: skip
_END = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_ENDS)})(?![^\W\d_])|[至到]", re.IGNORECASE)
_INTERRUPTED = re.compile(r"[\d!?\n]|\.\s|.{30}")
_NOT_AFTER = re.compile(r"\s{0,2}(?:まで|까지|より前|tarihine kadar|-ig|asti|saakka)", re.IGNORECASE)
_LONGEST_ABSENCE = timedelta(days=400)
_WORDS = 4_000


def day_of_return(subject: str, text: str, sent: date | None) -> date | None:
    """The first day that the words name as the end of an absence; none where two readings are possible."""
    words = f"{subject[:300]}\n{text[:_WORDS]}"
    for position in _places(words):
        found = _day_at(words, position, sent)
        if found is not None and (sent is None or sent - timedelta(days=1) <= found <= sent + _LONGEST_ABSENCE):
            return found
    return None


def _places(words: str) -> list[int]:
    """Where a date stands that ends an absence: soon after a word for it, or right before one."""
    dates = sorted({match.start(): match.end() for shape in _SHAPES for match in shape.finditer(words)}.items())
    after = [start for start, _ in dates if _follows_end(words, start)]
    return after + [start for start, end in dates if _NOT_AFTER.match(words, end)]


def _follows_end(words: str, start: int) -> bool:
    lead = words[max(start - 60, 0) : start]
    return any(not _INTERRUPTED.search(lead, found.end()) for found in _END.finditer(lead))


def _day_at(words: str, position: int, sent: date | None) -> date | None:
    for shape in _SHAPES:
        if match := shape.match(words, position):
            return _day(match.groupdict(), sent)
    return None


def _day(parts: dict[str, str | None], sent: date | None) -> date | None:
    if parts.get("first"):
        parts = parts | _unswapped(int(parts["first"] or 0), int(parts["second"] or 0))
    month = _MONTH_OF.get((parts.get("word") or "").lower()) or int(parts.get("month") or 0)
    day, year = int(parts.get("day") or 0), int(parts.get("year") or 0)
    if year:
        return _date(year + 2000 if year < 100 else year, month, day)
    if sent is None:
        return None
    same = _date(sent.year, month, day)
    return same if same is None or same >= sent - timedelta(days=1) else _date(sent.year + 1, month, day)


def _unswapped(first: int, second: int) -> dict[str, str | None]:
    """Day and month of "25/12/2024" and "12/25/2024"; nothing for "05/06/2024", which means two days."""
    if first > 12 or first == second:
        return {"day": str(first), "month": str(second)}
    return {"day": str(second), "month": str(first)} if second > 12 else {}


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
