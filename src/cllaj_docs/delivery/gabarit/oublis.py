"""What a shipped template prints and an edited one does not: amounts, dates and numbers above all, and articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from cllaj_docs.delivery.gabarit.fichiers import TEMPLATES, Gabarit, is_own
from cllaj_docs.delivery.gabarit.lecture import check_shipped
from cllaj_docs.delivery.gabarit.textes import DAY, Rendered, title_of
from cllaj_docs.delivery.gabarit.worlds import worlds
from cllaj_docs.delivery.resources import sample_files
from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.delivery.toolkit import Toolkit
from cllaj_docs.documents import CAMPAGNE, LIVRES
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.rendering.blocks import Block, html_blocks, word_blocks
from cllaj_docs.rendering.checking.check import Checked
from cllaj_docs.rendering.checking.findings import Remarque
from cllaj_docs.rendering.checking.kinds import NATURES, Group, Value, find

_NAMED = 12
_LONGEST_TITLE = 160


def forgotten(template: Gabarit, checked: Checked) -> Iterator[Remarque]:
    """Tell of the fields that the shipped template prints and this one does not: amounts and dates one by one."""
    if template.nom not in TEMPLATES or not any(checked.printed.values()):
        return  # nothing is shipped to compare with, or nothing could be read, which is told already
    shipped = check_shipped(template)
    missing: dict[str, Value | None] = {}
    for world in worlds(template.nom, template.regimes, template.documents):
        printed = checked.printed.get(world.name, frozenset())
        for path in sorted(shipped.printed.get(world.name, frozenset()) - printed):
            missing.setdefault(path, find(world.values, path))
    others = []
    same = _same_values(template.nom, missing, frozenset().union(*checked.printed.values()))
    for path, value in missing.items():
        if path in same:
            continue
        if not _is_exact(value):
            others.append(path)
            continue
        explanation = f"Le gabarit livré imprime « {path} », et celui-ci ne l’imprime pas."
        remedy = f"Ajoutez « {_to_print(path, value)} », si ce document ne peut s’en passer."
        yield Remarque(template.path.name, "champ_oublie", "alerte", explanation, remedy)
    if others:
        names = ", ".join(others[:_NAMED]) + (f" et {len(others) - _NAMED} autres" if len(others) > _NAMED else "")
        explanation = f"Le gabarit livré imprime aussi : {names}."
        yield Remarque(template.path.name, "champ_oublie", "alerte", explanation, "Vérifiez que rien n’y manque.")


def _is_exact(value: Value | None) -> bool:
    """Whether a value is one that a document must not lose: an amount, a date, the number of a body, a period."""
    if value is None:
        return False
    days = (group.fields.get("debut") for group in value.kinds if isinstance(group, Group))
    return any(NATURES[nature].exact for nature in value.natures) or any(
        day is not None and "date" in day.natures for day in days
    )


def _to_print(path: str, value: Value | None) -> str:
    filters = [NATURES[nature].filter for nature in value.natures] if value else []
    name = next((name for name in filters if name), "" if filters else "periode")
    return f"{path.replace('[]', '')}{f'|{name}' if name else ''}"


def _same_values(nom: str, missing: Iterable[str], printed: Iterable[str]) -> frozenset[str]:
    """Give the missing paths whose value is, in every sample, that of a printed one: another name for it."""
    told = {_values(nom, path) for path in printed} - {()}
    return frozenset(path for path in missing if _values(nom, path) in told)


@cache
def _contexts(nom: str) -> tuple[Mapping[str, object], ...]:
    """Give the values of every sample for the documents of a template."""
    dossiers = [Dossier.load(path) for path in sample_files()]
    documents = [document for document in LIVRES.values() if document.nom_gabarit == nom]
    return tuple(
        document.build_context(document.part_shown(dossier), DAY)
        for document in documents
        for dossier in dossiers
        if not document.missing(dossier)
    )


@cache
def _values(nom: str, path: str) -> tuple[str, ...]:
    """Give the text of a path's value in each sample, ``()`` for a path that goes through a list."""
    if "[]" in path:
        return ()
    found = []
    for context in _contexts(nom):
        first, *others = path.split(".")
        value = context.get(first)
        for name in others:
            value = getattr(value, name, None)
        found.append(repr(value))
    return tuple(found)


def shortened(folder: TemplateFolder, rendered: Sequence[Rendered]) -> Iterator[Remarque]:
    """Tell of the titles of the shipped documents that these do not have: an article left out."""
    told: set[tuple[str, str]] = set()
    shipped = Toolkit(documents=CAMPAGNE.values())
    for one in rendered:
        if one.document.nom not in LIVRES:
            continue
        page = shipped.render(one.dossier, one.document.nom, "html", date=DAY).content.decode()
        files = folder.files(one.document.nom_gabarit, one.regime)
        said = {"docx": one.word and word_blocks(one.word), "html": one.page and html_blocks(one.page)}
        for format_, path in files.items():
            blocks = said[format_]
            if not blocks or not is_own(folder, format_, path):
                continue
            for title in _missing_titles(_titles_of(page), blocks):
                if (path.name, title) not in told:
                    told.add((path.name, title))
                    explanation = f"« {title} », que dit le document livré, manque à celui-ci."
                    remedy = "Reprenez ce passage du gabarit livré, si le document ne peut s’en passer."
                    yield Remarque(path.name, "article_oublie", "alerte", explanation, remedy)


def _titles_of(page: str) -> list[str]:
    """Give the headings of a page, without their numbers."""
    return [title_of(block.text) for block in html_blocks(page) if block.heading]


def _missing_titles(titles: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """Give the headings that no short block says."""
    short = [block.key.casefold() for block in blocks if len(block.text) <= _LONGEST_TITLE]
    return [title for title in titles if not any(Block(title).key.casefold() in text for text in short)]
