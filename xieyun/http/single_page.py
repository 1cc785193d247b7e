"""The front end: every address that is not a file or the API answers the same page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

MISSING = """<!doctype html><meta charset="utf-8"><title>协运</title>
<p>界面尚未构建，请运行 <code>make setup</code>。 The front end is not built; run <code>make setup</code>.</p>"""


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Answer the built front end's page; 503 with what to do when it was not built."""
    file = settings.WHITENOISE_ROOT / "index.html"
    if path.startswith("assets/"):
        return HttpResponse("Not found", status=404, content_type="text/plain")
    if not file.is_file():
        return HttpResponse(MISSING, status=503)
    return HttpResponse(file.read_bytes(), headers={"Cache-Control": "no-cache"})
