"""The Jinja2 environment of every page of ours. Settings name it as `caseway.ui.environment.environment`."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from caseway.ui import clocks, elements, formatting, modules
from caseway.ui.calls import PageCode, PageContext, written


@lru_cache(maxsize=8192)
def url(name: str, /, *args: object, **kwargs: object) -> str:
    """The address of a named route; kept, as no address depends on who asks."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def csp_nonce(request: HttpRequest | None) -> str:
    """The page's nonce, for its import map only; empty where the middleware is absent."""
    return str(getattr(request, "csp_nonce", ""))


def language() -> str:
    """The reader's language code."""
    return get_language() or settings.LANGUAGE_CODE


def translated(message: str, /, **variables: object) -> Markup:
    """What templates write as `_("…")`: the text in the reader's language, its variables escaped.

    Without variables nothing is formatted, so a lone percent sign stands for itself.
    """
    text = _in_language(get_language() or "", message)
    return text % variables if variables else text


@lru_cache(maxsize=4096)
def _in_language(_language: str, message: str) -> Markup:
    """Kept for each language: looking a text up costs more than a page wants to pay two hundred times."""
    return Markup(gettext(message))


EXTENSIONS = ("jinja2.ext.i18n", "jinja2.ext.loopcontrols")
GLOBALS: dict[str, Callable[..., object]] = {
    "clock_face": clocks.face,
    "_": translated,
    "csp_nonce": csp_nonce,
    "icon": elements.icon,
    "import_map": modules.import_map,
    "language": language,
    "static": static,
    "ui_texts": lambda: modules.texts(language()),
    "url": url,
}
FILTERS: dict[str, Callable[..., object]] = {
    "attributes": elements.attributes,
    "countdown": formatting.countdown,
    "file_size": formatting.file_size,
    "hue": formatting.hue,
    "initials": formatting.initials,
    "number": formatting.number,
    "when": elements.when,
}


def environment(**options: Any) -> Environment:
    """Strict about undefined names, escaping always, gettext from Django."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options.pop("autoescape", None)
    made = Environment(autoescape=True, extensions=EXTENSIONS, **options)
    cast("Any", made).install_gettext_callables(gettext, ngettext, True, pgettext, npgettext)
    made.policies["ext.i18n.trimmed"] = True
    made.context_class, made.code_generator_class = PageContext, PageCode
    made.extend(written=written)
    made.globals.update(GLOBALS)
    made.filters.update(FILTERS)
    return made
