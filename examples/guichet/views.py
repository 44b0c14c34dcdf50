"""A document of a grant, for whoever may make it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from examples.guichet.documents import TOOLKIT, answer, make
from examples.guichet.models import Subvention

FORMATS = ("docx", "pdf", "html")


@require_safe
@login_required
@permission_required("guichet.generer_document", raise_exception=True)
def download(request: HttpRequest, pk: int, document: str, format: str) -> HttpResponse:  # noqa: A002, ARG001
    """Give a document as a file; 409 and the reasons when the dossier does not allow it yet."""
    if document not in TOOLKIT.documents or format not in FORMATS:
        raise Http404
    (made,) = make([get_object_or_404(Subvention, pk=pk)], document, format)
    if made.document is None:
        return HttpResponse("\n".join(made.refusals), status=409, content_type="text/plain; charset=utf-8")
    return answer(made.document, made.subvention)
