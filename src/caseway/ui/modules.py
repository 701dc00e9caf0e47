"""The page's import map: every `static/<app>/js/<name>.js` of our apps is the module `<app>/<name>`."""

import json
from functools import cache
from pathlib import Path

from django.apps import apps
from django.templatetags.static import static
from django.utils.translation import gettext as _
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

LIBRARIES = {"django-prose-editor/editor": "django_prose_editor/editor.js"}


def own_modules() -> dict[str, str]:
    """Module name → static path, for every installed app of ours."""
    found = {}
    for app in apps.get_app_configs():
        if app.name.startswith("caseway."):
            for file in sorted((Path(app.path) / "static" / app.label / "js").glob("*.js")):
                found[f"{app.label}/{file.stem}"] = f"{app.label}/js/{file.name}"
    return found


@cache
def import_map() -> Markup:
    """The JSON for the page's one import map, with hashed addresses where the storage hashes."""
    paths = own_modules() | LIBRARIES
    return htmlsafe_json_dumps({"imports": {name: static(path) for name, path in paths.items()}})


@cache
def texts(language: str) -> str:
    """What the browser modules say in the active `language`, as JSON for a meta element."""
    return json.dumps(
        {
            "saved": _("saved {time}"),
            "saving": _("saving"),
            "unsaved": _("not saved: no connection"),
            "newer": _("A newer draft was saved elsewhere at {time}."),
            "useNewer": _("Use that one"),
            "keepMine": _("Keep this one"),
            "uploading": _("Uploading {name}"),
            "remove": _("Remove {name}"),
            "badAddress": _("no mail address"),
            "unreachable": _("mail does not arrive there"),
            "newAddress": _("not written to in this case before"),
            "offline": _("No connection. Your work is kept; try again in a moment."),
            "failed": _("That did not work. Try again; if it stays, tell your administrator."),
            "undo": _("Undo"),
            "close": _("Close"),
            "confirm": _("Continue"),
            "viewing": _("{names} viewing"),
            "typing": _("{names} typing"),
            "copied": _("Copied"),
            "selected": _("{count} selected"),
            "none": _("Nothing found"),
            "keys": _("Keyboard"),
            "link": _("Address of the link; empty removes it"),
            "yesterday": _("yesterday"),
            "now": _("now"),
            "calm": _("left"),
            "warn": _("due soon"),
            "late": _("overdue"),
        }
    )
