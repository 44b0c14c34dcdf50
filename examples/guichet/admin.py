"""The administration: dossiers checked as they are typed in, and documents of the grants that are ticked."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

import cllaj_docs as cd
from examples.guichet.documents import TOOLKIT, answer, answer_many, make
from examples.guichet.models import Subvention


@admin.register(Subvention)
class SubventionAdmin(admin.ModelAdmin):
    """Grants: what each allows, and the conventions of many at once."""

    list_display = ("reference", "operateur", "possible", "modifie_le")
    search_fields = ("reference",)
    actions = ("convention_word", "convention_pdf")

    @admin.display(description="opérateur")
    def operateur(self, subvention: Subvention) -> str:
        """Name the operator. A dossier kept by an older version may have to be read again by somebody."""
        try:
            return subvention.read().porteur.nom
        except cd.DossierError:
            return "dossier à revoir"

    @admin.display(description="documents possibles")
    def possible(self, subvention: Subvention) -> str:
        """List what the dossier already allows."""
        try:
            return ", ".join(TOOLKIT.possible(subvention.read())) or "–"
        except cd.DossierError:
            return "–"

    def has_generer_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may make documents: what the actions ask for."""
        allowed: bool = request.user.has_perm("guichet.generer_document")
        return allowed

    @admin.action(description="Générer la convention (Word)", permissions=["generer"])
    def convention_word(self, request: HttpRequest, chosen: QuerySet[Subvention]) -> HttpResponse | None:
        """Make the convention of each in Word."""
        return self._make(request, chosen, "docx")

    @admin.action(description="Générer la convention (PDF)", permissions=["generer"])
    def convention_pdf(self, request: HttpRequest, chosen: QuerySet[Subvention]) -> HttpResponse | None:
        """Make the convention of each in PDF."""
        return self._make(request, chosen, "pdf")

    def _make(self, request: HttpRequest, chosen: QuerySet[Subvention], format_: str) -> HttpResponse | None:
        """Give the files when all could be made; else tell why not, and give none: a zip with gaps would go unseen."""
        made = list(make(chosen, "convention", format_))
        refused = [one for one in made if one.document is None]
        for one in refused:
            self.message_user(request, f"{one.subvention} : {' ; '.join(one.refusals)}", messages.ERROR)
        if refused:
            return None
        if len(made) == 1:
            document: cd.Document | None = made[0].document
            return document and answer(document, made[0].subvention)
        return answer_many(made, "conventions")
