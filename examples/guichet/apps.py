"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class GuichetConfig(AppConfig):
    """Grants and their documents."""

    name = "examples.guichet"
    label = "guichet"
    verbose_name = "Guichet CLLAJ"
