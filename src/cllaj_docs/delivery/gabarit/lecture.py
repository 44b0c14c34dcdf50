"""Templates read like code: those of a folder, and the shipped ones that they are held against."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from cllaj_docs.delivery.gabarit.fichiers import Gabarit
from cllaj_docs.delivery.gabarit.worlds import worlds
from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.errors import OutputError
from cllaj_docs.rendering.checking.check import Checked, check_html, check_word


def check_template(folder: TemplateFolder, template: Gabarit) -> Checked:
    """Read a template like code."""
    own_worlds = worlds(template.nom, template.regimes, template.documents)
    if template.format == "html":
        return check_html(template.path.name, folder.html_sources, own_worlds)
    try:
        content = template.path.read_bytes()
    except OSError as error:
        raise OutputError(f"{template.path} : lecture impossible ({error.strerror})") from None
    return check_word(template.path.name, content, own_worlds, folder.word_filters)


@cache
def shipped() -> TemplateFolder:
    """Give the folder of the shipped templates, which nothing changes."""
    return TemplateFolder()


def check_shipped(template: Gabarit) -> Checked:
    """Read the shipped template that another takes the place of."""
    find = shipped().word_file if template.format == "docx" else shipped().html_file
    return _check_shipped(replace(template, path=find(template.nom)))


@cache
def _check_shipped(template: Gabarit) -> Checked:
    return check_template(shipped(), template)
