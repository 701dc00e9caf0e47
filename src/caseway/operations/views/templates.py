"""Files of a template, and deleting it with them."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.kernel.crud.dialogs import confirm_deletion, saved
from caseway.kernel.crud.pages import dialog_of
from caseway.kernel.files import safe_file
from caseway.kernel.pages import AgentRequest, agent_page, done
from caseway.operations import commands
from caseway.operations.forms import TemplateFileForm
from caseway.operations.models import Template, TemplateFile
from caseway.operations.queries.settings import visible_template_files, visible_templates
from caseway.operations.views.screens import TEMPLATES

PERMISSION = "settings.manage"


@agent_page(PERMISSION)
def template_files(request: AgentRequest, pk: int) -> HttpResponse:
    """What goes with it, and one more."""
    template = _template(request, pk)
    form = TemplateFileForm(request.POST or None, request.FILES or None)
    added = saved(form, lambda: commands.add_template_file(template, actor=request.actor, file=form.chosen()))
    if added is None:
        context = {"template": template, "files": template.files.all(), "form": form}
        return render(request, "operations/template_files.html", context, status=422 if form.errors else 200)
    return done(request, _("%s goes with it from now on.") % added, to=_files_of(template))


@require_POST
@agent_page(PERMISSION)
def remove_template_file(request: AgentRequest, pk: int) -> HttpResponse:
    file = _file(request, pk)
    commands.remove_template_file(file, actor=request.actor)
    return done(request, _("%s goes with it no more.") % file, to=_files_of(file.template))


@require_GET
@agent_page("cases.work")
def template_file(request: AgentRequest, pk: int) -> FileResponse:
    file = _file(request, pk)
    return safe_file(file.file, file.filename, file.content_type, pk=file.pk)


@agent_page(PERMISSION)
def delete_template(request: AgentRequest, pk: int) -> HttpResponse:
    template = _template(request, pk)
    dialog = dialog_of(TEMPLATES, request, heading=template)
    return confirm_deletion(request, template, lambda: commands.delete_template(template, actor=request.actor), dialog)


def _template(request: AgentRequest, pk: int) -> Template:
    return get_object_or_404(visible_templates(request.actor), pk=pk)


def _file(request: AgentRequest, pk: int) -> TemplateFile:
    return get_object_or_404(visible_template_files(request.actor), pk=pk)


def _files_of(template: Template) -> str:
    return reverse("operations:template_files", args=[template.pk])
