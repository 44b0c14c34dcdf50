"""A grant: its reference, and its dossier, which is checked whole before it is kept."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

import cllaj_docs as cd


class ExactDecoder(json.JSONDecoder):
    """Reads JSON with exact numbers: an amount never goes through a binary float."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": Decimal})


class Subvention(models.Model):
    """A grant. Its name in lists and logs is its reference, never a word of its dossier."""

    reference = models.CharField("référence", max_length=60, unique=True)
    dossier = models.JSONField("dossier", encoder=DjangoJSONEncoder, decoder=ExactDecoder)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        """Names in French, and who may make documents."""

        verbose_name = "subvention"
        verbose_name_plural = "subventions"
        ordering = ("reference",)
        permissions = (("generer_document", "Peut générer les documents d’une subvention"),)

    def __str__(self) -> str:
        return str(self.reference)

    def read(self) -> cd.Dossier:
        """Give the dossier. Raises ``cd.DossierError`` with every fault."""
        return cd.Dossier.from_json(_written(self.dossier))

    def clean(self) -> None:
        """Refuse a dossier at fault, each fault with its path; keep it whole, shipped parts included."""
        try:
            self.dossier = json.loads(self.read().to_json())
        except cd.DossierError as error:
            raise ValidationError({"dossier": [str(faute) for faute in error.fautes] or [error.resume]}) from None


_written = partial(json.dumps, cls=DjangoJSONEncoder, ensure_ascii=False)
