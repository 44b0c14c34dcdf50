"""The documentation site: what the code knows is whole, links lead somewhere, nothing is asked outside."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cllaj_docs.delivery.charte import Charte
from cllaj_docs.delivery.gabarit.champs import list_fields
from cllaj_docs.delivery.letterhead import LOGO_KEYS
from cllaj_docs.delivery.toolkit import Toolkit
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.domain.colonne import feuilles
from cllaj_docs.rules.constat import natures_of_constats
from tools.site.assembly import assemble, generated_pages
from tools.site.markdown import french_spaces, table, text

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*?)(?: \{ #([\w-]+) \})?$", re.MULTILINE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "source"
    assemble(DOCS, folder)
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> Mapping[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in site.glob("*.md")}


def outside_code(page: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", page, flags=re.DOTALL)


class TestWhatTheCodeKnows:
    def test_every_finding_is_told_with_its_mend(self, pages: Mapping[str, str]) -> None:
        page = pages["constats.md"]
        for code, nature in natures_of_constats().items():
            section = page.split(f"### {code} {{")[1].split("###")[0]
            assert nature.sens.split("(")[0].replace("_", "\\_") in section
            assert f"{nature.gravite.capitalize()}, pour" in section
            assert all(f"`{document}`" in section for document in nature.documents)

    def test_every_key_of_a_dossier_is_there(self, pages: Mapping[str, str]) -> None:
        schema = Toolkit.schema()
        told = pages["dossier.md"]
        reached = {name for name in schema["$defs"] if f"#partie-{name.lower()} }}" in told}
        assert reached == {name for name, part in schema["$defs"].items() if "properties" in part}
        for name in reached:
            section = told.split(f"{{ #partie-{name.lower()} }}")[1].split("\n## ")[0]
            for key, field in schema["$defs"][name]["properties"].items():
                assert f"| `{key}` |" in section
                assert french_spaces(text(field.get("description", ""))) in section

    @pytest.mark.parametrize("document", DOCUMENTS.values(), ids=lambda document: str(document.nom))
    def test_every_field_of_a_template_is_there(self, pages: Mapping[str, str], document: Any) -> None:
        page = pages[f"champs-{document.nom}.md"]
        for entry in list_fields(document):
            assert f"`{entry.ecriture or entry.nom}`" in page

    def test_every_column_and_its_values_are_there(self, pages: Mapping[str, str]) -> None:
        page = pages["tableau.md"]
        for feuille in feuilles().values():
            section = page.split(f"## {feuille.nom}\n")[1].split("\n## ")[0]
            assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == [one.nom for one in feuille.colonnes]

    def test_every_key_of_the_charter_is_there_as_shipped(self, pages: Mapping[str, str]) -> None:
        page = pages["charte.md"]
        shipped = tomllib.loads((REPOSITORY / "templates" / "charte.toml").read_text(encoding="utf-8"))
        for key, field in Charte.model_fields.items():
            section = page.split(f"{{ #charte-{key.replace('_', '-')} }}")[1].split("\n## ")[0]
            for name in getattr(field.annotation, "model_fields", LOGO_KEYS):
                assert f"| `{name}`" in section or f"| `{name}." in section, (key, name)
            for name, value in shipped.get(key, {}).items():
                assert isinstance(value, list | dict) or re.search(rf"\| `{name}` \|.*\| `{value}` \|", section), name
        assert (
            "| `marge_haute` | Marge du haut, en millimètres. | de 5 à 600 | `24` | `var(--page-marge-haute)` |" in page
        )
        assert "dans Word, c’est la mise en page" in page.split("#charte-page")[1].split("##")[0]

    def test_every_command_is_there(self, pages: Mapping[str, str]) -> None:
        heads = re.findall(r"^## (.*)$", pages["commandes.md"], re.MULTILINE)
        assert {"cllaj-docs generer", "cllaj-docs reporting calculer", "cllaj-docs gabarits verifier"} <= set(heads)
        assert all(
            f"usage\u00a0: {head}" in pages["commandes.md"] or f"usage : {head}" in pages["commandes.md"]
            for head in heads
        )


class TestPages:
    def test_the_menu_has_every_page_once(self, pages: Mapping[str, str]) -> None:
        settings = tomllib.loads((REPOSITORY / "zensical.toml").read_text(encoding="utf-8"))["project"]
        listed = list(files_of(settings["nav"]))
        assert len(listed) == len(set(listed))
        assert set(listed) == set(pages)

    def test_links_lead_to_a_page_and_to_a_heading(self, site: Path, pages: Mapping[str, str]) -> None:
        for name, page in pages.items():
            for target in LINK.findall(outside_code(page)):
                if target.startswith("https://"):
                    continue
                file, _, anchor = target.partition("#")
                assert not file or (site / file).is_file(), f"{name}: {target}"
                assert not anchor or anchor in anchors(pages[file or name]), f"{name}: {target}"

    def test_pages_ask_for_nothing_outside(self, pages: Mapping[str, str]) -> None:
        assert not [name for name, page in pages.items() if re.search(r"!\[[^]]*\]\(http|<(script|img|iframe)\b", page)]

    def test_a_table_has_as_many_cells_in_each_row(self) -> None:
        for name, page in generated_pages().items():
            for rows in re.findall(r"(?:^\|.*\|\n)+", page, re.MULTILINE):
                widths = {len(re.findall(r"(?<!\\)\|", outside_code(row))) for row in rows.splitlines()}
                assert len(widths) == 1, f"{name}: {rows[:80]}"

    def test_hand_written_pages_speak_with_typographic_apostrophes(self) -> None:
        for path in (*DOCS.glob("*.md"), REPOSITORY / "README.md"):
            assert not re.findall(r"\w'\w", outside_code(path.read_text(encoding="utf-8"))), path.name


def files_of(nav: list[Any]) -> Iterator[str]:
    for entry in nav:
        for target in entry.values():
            yield from files_of(target) if isinstance(target, list) else [target]


def anchors(page: str) -> set[str]:
    """The anchors of a page: given, or made of the heading as the builder makes them."""
    return {given or slug(title) for title, given in HEADING.findall(re.sub("```.*?```", "", page, flags=re.DOTALL))}


def slug(title: str) -> str:
    """An anchor as Python-Markdown makes it, accents left out."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


class TestSpaces:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("Que faire : rien !", "Que faire\u00a0: rien\u202f!"),
            ("`a : b` et « c »", "`a : b` et «\u00a0c\u00a0»"),
            ("[ici : x](a.md#b:c)", "[ici\u00a0: x](a.md#b:c)"),
            ("```sh\nx : y ; z\n```\nfin : oui", "```sh\nx : y ; z\n```\nfin\u00a0: oui"),
            ("- un : deux", "- un\u00a0: deux"),
            ("<!-- a : b --> c : d", "<!-- a : b --> c\u00a0: d"),
            ('!!! tip "Un : deux"\n    Trois : quatre', '!!! tip "Un\u00a0: deux"\n    Trois\u00a0: quatre'),
        ],
    )
    def test_prose_gets_its_spaces_and_the_rest_is_left(self, written: str, shown: str) -> None:
        assert french_spaces(written) == shown
        assert french_spaces(shown) == shown

    def test_a_table_stays_one(self) -> None:
        made = french_spaces(table(("A", "B"), [("un : deux", "`x|y`")]))
        assert made.splitlines()[2] == "| un\u00a0: deux | `x|y` |"


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("zensical") is None, reason="the builder of the site: make docs")
def test_the_site_builds_without_a_warning_and_stands_alone(tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "zensical.toml", tmp_path)
    assemble(DOCS, tmp_path / "build" / "docs")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    built = tmp_path / "build" / "site"
    html = {path: path.read_text(encoding="utf-8") for path in built.glob("*.html")}
    assert len(html) > 20
    for path, page in html.items():
        asked = re.findall(r"<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=\"?(https?:[^\"> ]*)", page)
        assert not asked, path.name
        assert 'lang="fr"' in page
    assert (
        "<code>{{ convention.montant|euros }}</code>" in html[built / "champs-convention.html"]
    )  # in a cell of a table
    styles = "".join(path.read_text(encoding="utf-8") for path in built.rglob("*.css"))
    assert not re.findall(r"url\(\s*[\"']?https?:|@import", styles)
