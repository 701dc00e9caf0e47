"""What pydantic found wrong, in sentences that say what to write instead."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

Found = Mapping[str, object]

SENTENCES = {
    "missing": _("Fill this in."),
    "extra_forbidden": _("There is no such field: leave it out."),
    "string_type": _("Write text."),
    "string_too_short": _("Write at least %(min_length)s characters."),
    "string_too_long": _("Write at most %(max_length)s characters."),
    "string_pattern_mismatch": _("Write it in the form %(pattern)s."),
    "int_type": _("Write a whole number."),
    "int_parsing": _("Write a whole number."),
    "int_parsing_size": _("Write a smaller number."),
    "int_from_float": _("Write a whole number."),
    "float_type": _("Write a number."),
    "float_parsing": _("Write a number."),
    "finite_number": _("Write a finite number."),
    "decimal_type": _("Write a number."),
    "decimal_parsing": _("Write a number."),
    "decimal_max_digits": _("Write at most %(max_digits)s digits."),
    "decimal_max_places": _("Write at most %(decimal_places)s digits after the point."),
    "bool_type": _("Write true or false."),
    "bool_parsing": _("Write true or false."),
    "greater_than": _("Write more than %(gt)s."),
    "greater_than_equal": _("Write %(ge)s or more."),
    "less_than": _("Write less than %(lt)s."),
    "less_than_equal": _("Write %(le)s or less."),
    "literal_error": _("Choose one of %(expected)s."),
    "enum": _("Choose one of %(expected)s."),
    "list_type": _("Write a list."),
    "dict_type": _("Write an object."),
    "model_type": _("Send a JSON object."),
    "model_attributes_type": _("Send a JSON object."),
    "too_long": _("Give at most %(max_length)s."),
    "too_short": _("Give at least %(min_length)s."),
    "timezone_aware": _("Say the time zone, as in 2026-11-23T09:30:00Z."),
}
MOMENT = _("Write a date and time, as in 2026-11-23T09:30:00Z.")
DATE = _("Write a date, as in 2026-11-23.")


def errors_of(found: Iterable[Found]) -> dict[str, str]:
    """The first sentence for each field; fields of nested objects are joined by dots."""
    errors: dict[str, str] = {}
    for one in found:
        place = one["loc"]
        name = ".".join(str(step) for step in place) if isinstance(place, tuple) else str(place)
        errors.setdefault(name or "body", sentence(one))
    return errors


def sentence(found: Found) -> str:
    kind, context = str(found["type"]), found.get("ctx")
    values = context if isinstance(context, dict) else {}
    if kind in SENTENCES:
        return gettext(SENTENCES[kind]) % values
    if kind.startswith("datetime"):
        return gettext(MOMENT)
    if kind.startswith("date"):
        return gettext(DATE)
    if kind == "value_error" and "error" in values:
        return str(values["error"])
    return str(found["msg"]).rstrip(".") + "."
