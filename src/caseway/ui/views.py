"""The gallery at /ui: every component in every state, and whole pages put together from them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseway.ui import samples


def page(request: HttpRequest, template: str, current: str = "") -> HttpResponse:
    """A gallery page inside the console shell."""
    context = {"sample_console": samples.console(current), "at": samples.moments(), "rows": samples.rows()}
    return render(request, template, context)


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    return page(request, "ui/gallery.html")


@require_GET
def gallery_case(request: HttpRequest) -> HttpResponse:
    return page(request, "ui/gallery_case.html", "Cases")


@require_GET
def gallery_queue(request: HttpRequest) -> HttpResponse:
    return page(request, "ui/gallery_queue.html", "Inbox")


@require_GET
def gallery_centred(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery_centred.html")


def gallery_dialog(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponse(
            status=204, headers={"HX-Trigger": '{"dialog:close": true, "toast": {"text": "CAS-1042 is resolved."}}'}
        )
    return render(request, "ui/gallery_dialog.html")


@require_GET
def gallery_palette(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").lower()
    found = [row for row in samples.rows() if query and query in f"{row['number']} {row['subject']}".lower()]
    return render(request, "ui/gallery_palette.html", {"found": found})


def gallery_echo(request: HttpRequest) -> HttpResponse:
    """Answers anything the gallery posts, and suggests three canned replies."""
    if request.method == "GET":
        return render(request, "ui/gallery_suggest.html")
    return HttpResponse(status=204, headers={"HX-Trigger": '{"toast": {"text": "Done, as far as a gallery can."}}'})


@require_GET
def gallery_people(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery_people.html")


def gallery_files(request: HttpRequest) -> HttpResponse:
    """What an upload answers: a picture for the text, or the file as the list shows it."""
    context = {"files": request.FILES.getlist("files"), "is_inline": "is_inline" in request.POST}
    return render(request, "ui/gallery_files.html", context)
