"""Templates that administrators write. What cannot be filled in is refused when it is saved."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.crud.commands import delete_row
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import Invalid
from caseway.operations.commands.template_files import forget_stored
from caseway.operations.models import Template
from caseway.operations.rules.templates import TemplateError, check

PERMISSION = "settings.manage"


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Subject and body in Liquid. `slug` is the template's stable name."""

    name: str
    slug: str
    subject: str = ""
    body: str = ""


@atomic()
def create_template(wording: Wording, *, actor: Actor) -> Template:
    require(actor, PERMISSION)
    _require_sound(wording, None)
    template = Template.objects.create(**vars(wording))
    record_change(template, actor=actor)
    return template


@atomic()
def change_template(template: Template, wording: Wording, *, actor: Actor) -> Template:
    require(actor, PERMISSION)
    template = lock_row(template)
    _require_sound(wording, template.pk)
    for name, value in vars(wording).items():
        setattr(template, name, value)
    template.save()
    record_change(template, actor=actor)
    return template


@atomic()
def delete_template(template: Template, *, actor: Actor) -> None:
    """Forget a template that no rule answers with, and its files."""
    files = list(template.files.all())
    delete_row(template, actor=actor, permission=PERMISSION)
    forget_stored(files)


def fault_of(source: str) -> str:
    """What is wrong with a text that is to be filled in; "" when nothing is."""
    try:
        check(source)
    except TemplateError as error:
        return str(error)
    return ""


def faults_of(subject: str, body: str) -> dict[str, str]:
    """What is wrong with a template's parts, by field."""
    found = {"subject": fault_of(subject), "body": fault_of(body)}
    return {name: fault for name, fault in found.items() if fault}


def _require_sound(wording: Wording, template_id: int | None) -> None:
    faults = faults_of(wording.subject, wording.body)
    others = Template.objects.exclude(pk=template_id or 0)
    for name, value in (("name", wording.name), ("slug", wording.slug)):
        if others.filter(**{name: value}).exists():
            faults[name] = _("Choose one that is not taken.")
    if faults:
        raise Invalid(_("The template cannot be saved like this."), fields=faults)
