"""The first table."""

from __future__ import annotations

import django.core.serializers.json
from django.db import migrations, models

import examples.guichet.models


class Migration(migrations.Migration):
    """Makes the table of grants."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Subvention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=60, unique=True, verbose_name="référence")),
                (
                    "dossier",
                    models.JSONField(
                        decoder=examples.guichet.models.ExactDecoder,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="dossier",
                    ),
                ),
                ("modifie_le", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
            ],
            options={
                "verbose_name": "subvention",
                "verbose_name_plural": "subventions",
                "ordering": ("reference",),
                "permissions": (("generer_document", "Peut générer les documents d’une subvention"),),
            },
        ),
    )
