"""Files as they are given out: pictures, PDF and plain text are shown, all else is saved. Nothing ever runs here."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

BYTES = "application/octet-stream"
READ_AS_TEXT = {"text/plain", "text/csv", "text/markdown", "text/x-log", "application/json"}
SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "application/pdf"}


def safe_file(
    file: FieldFile, filename: str, content_type: str, *, pk: int, as_attachment: bool = False
) -> FileResponse:
    """The stored file; Http404 when the storage has lost it."""
    kind = (
        "text/plain; charset=utf-8"
        if content_type in READ_AS_TEXT
        else content_type
        if content_type in SHOWN
        else BYTES
    )
    is_shown = kind != BYTES and not as_attachment
    name = filename.replace("/", "_").replace("\\", "_") or f"file-{pk}"
    try:
        response = FileResponse(file.open("rb"), as_attachment=not is_shown, filename=name, content_type=kind)
    except FileNotFoundError as error:
        raise Http404(_("The file is gone from the storage.")) from error
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response
