"""What stands in the composer is kept: saved while one writes, thrown away, with files that come and go at once."""

from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.cases.models import Case
from caseway.cases.queries import visible_cases
from caseway.kernel.errors import Invalid
from caseway.kernel.files import safe_file
from caseway.kernel.html import text_of
from caseway.kernel.pages import AgentRequest, agent_page, done, wants_fragment
from caseway.operations.queries.settings import visible_templates
from caseway.workspace import commands
from caseway.workspace.forms import DraftFilesForm, DraftForm
from caseway.workspace.models import Draft
from caseway.workspace.queries.drafts import visible_draft_files, visible_drafts

MOST_WORDS = 200


@agent_page("cases.work")
def draft(request: AgentRequest, number: str) -> HttpResponse:
    """GET `?mode=` tells what is kept; POST keeps any part of it, or answers 412 with what another tab kept since."""
    case = _case(request, number)
    if request.method != "POST":
        kept = visible_drafts(request.actor).filter(case=case, mode=request.GET.get("mode", "")).first()
        return JsonResponse(_told(kept))
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise Invalid(
            _("This draft cannot be kept."), fields={name: str(errors[0]) for name, errors in form.errors.items()}
        )
    mode, version = form.cleaned_data["mode"], form.cleaned_data["version"]
    try:
        saved = commands.save_draft(case, actor=request.actor, mode=mode, writing=form.writing(), version=version)
    except commands.NewerDraft:
        newer = visible_drafts(request.actor).filter(case=case, mode=mode).first()
        return JsonResponse(_told(newer), status=412)
    return JsonResponse({"version": saved.version, "saved_at": saved.saved_at})


@require_POST
@agent_page("cases.work")
def discard_draft(request: AgentRequest, number: str) -> HttpResponse:
    """Throw away what was begun in one mode."""
    case = _case(request, number)
    commands.clear_draft(case, actor=request.actor, mode=_mode(request))
    here = reverse("workspace:case", args=[number])
    return done(request, _("The draft is gone."), to=here, changed="draft:gone")


@require_POST
@agent_page("cases.work")
def add_draft_files(request: AgentRequest, number: str) -> HttpResponse:
    """Store files with the draft at once; answers with them as the list shows them."""
    case = _case(request, number)
    form = DraftFilesForm(request.POST, MultiValueDict({"attached": request.FILES.getlist("files")}))
    if not form.is_valid():
        problems = {name: str(errors[0]) for name, errors in form.errors.items()}
        raise Invalid(next(iter(problems.values())), fields=problems)
    added = commands.attach_to_draft(case, actor=request.actor, mode=form.cleaned_data["mode"], files=form.new_files())
    if not wants_fragment(request):
        return done(request, _("Attached."), to=reverse("workspace:case", args=[number]))
    return render(request, "workspace/_draft_files.html", {"files": added})


@require_POST
@agent_page("cases.work")
def attach_template(request: AgentRequest, number: str, pk: int) -> HttpResponse:
    """Put the files of a template with the draft; answers with those that were not there yet."""
    case = _case(request, number)
    template = get_object_or_404(visible_templates(request.actor), pk=pk)
    added = commands.attach_template(case, actor=request.actor, mode=_mode(request), template=template)
    if not wants_fragment(request):
        return done(request, _("Attached."), to=reverse("workspace:case", args=[number]))
    return render(request, "workspace/_draft_files.html", {"files": added})


@require_POST
@agent_page("cases.work")
def remove_draft_file(request: AgentRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(visible_draft_files(request.actor), pk=pk)
    commands.remove_file(file, actor=request.actor)
    return HttpResponse(status=200)


@require_GET
@agent_page("cases.work")
def draft_file(request: AgentRequest, pk: int) -> FileResponse:
    """A file of one's own draft, such as a picture in its text."""
    file = get_object_or_404(visible_draft_files(request.actor), pk=pk)
    return safe_file(file.file, file.filename, file.content_type, pk=pk)


def _case(request: AgentRequest, number: str) -> Case:
    return get_object_or_404(visible_cases(request.actor), number=number)


def _mode(request: AgentRequest) -> str:
    mode = request.POST.get("mode", "reply")
    if mode not in commands.MODES:
        raise Invalid(_("There is no such draft."), fields={"mode": _("Use one of: %s.") % ", ".join(commands.MODES)})
    return mode


def _told(kept: Draft | None) -> dict[str, object]:
    """`words` are how its text begins, to tell it from another."""
    if kept is None:
        return {"version": 0, "body": "", "words": "", "recipients": {}, "saved_at": None}
    words = kept.body if kept.mode == "note" else text_of(kept.body)
    told = {"version": kept.version, "body": kept.body, "words": Truncator(" ".join(words.split())).chars(MOST_WORDS)}
    return told | {"recipients": kept.recipients, "saved_at": kept.saved_at}
