"""Addresses: the administration, and documents."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

from examples.guichet.views import download

admin.site.site_header = admin.site.site_title = "Guichet CLLAJ"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:guichet_subvention_changelist")),
    path("admin/", admin.site.urls),
    path("subventions/<int:pk>/<slug:document>.<slug:format>", download, name="document"),
]
