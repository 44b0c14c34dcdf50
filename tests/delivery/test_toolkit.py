"""The door of the library: same bytes everywhere, whole files, errors of our own tree."""

from __future__ import annotations

import datetime
import stat
from concurrent.futures import ThreadPoolExecutor
from decimal import Context, localcontext
from pathlib import Path

import pytest
from rendered import DATE, Rendered

import cllaj_docs as cd
from cllaj_docs.delivery.output import Document


def test_threads_give_the_same_bytes(rendered: Rendered, samples: dict[str, Path]) -> None:
    toolkit = cd.Toolkit()
    jobs = [("complet", kind) for kind in ("docx", "html")] * 8 + [("epci", "docx"), ("epci", "pdf")] * 2

    def make(job: tuple[str, str]) -> bytes:
        return toolkit.render(cd.Dossier.load(samples[job[0]]), "convention", job[1], date=DATE).content

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(make, jobs))
    assert found == [rendered(sample, "convention", kind) for sample, kind in jobs]


def test_document_says_what_it_is(rendered: Rendered) -> None:
    document = cd.render(rendered.dossier("association"), "convention", "docx")
    assert isinstance(document, cd.Document)
    assert document.filename == "convention.docx"
    assert document.media_type.endswith("wordprocessingml.document")
    assert document.content.startswith(b"PK")
    assert "PK" not in repr(document)


def test_save_is_whole_or_nothing(tmp_path: Path) -> None:
    document = Document(content=b"contenu", filename="a.docx", media_type="x/y")
    path = document.save(tmp_path / "neuf" / "dossier")
    assert path.read_bytes() == b"contenu"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.docx"]
    Document(content=b"autre", filename="a.docx", media_type="x/y").save(path.parent)
    assert path.read_bytes() == b"autre"
    (tmp_path / "b.docx").mkdir()
    (tmp_path / "b.docx" / "plein").touch()
    with pytest.raises(cd.OutputError, match="écriture impossible"):
        Document(content=b"x", filename="b.docx", media_type="x/y").save(tmp_path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["b.docx", "neuf"]


def test_saved_file_can_be_read_by_others(tmp_path: Path) -> None:
    path = Document(content=b"contenu", filename="a.docx", media_type="x/y").save(tmp_path)
    plain = tmp_path / "ordinaire"
    plain.touch()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


@pytest.mark.parametrize(("document", "kind"), [("facture", "docx"), ("convention", "odt")])
def test_unknown_names_are_refused_with_the_known_ones(rendered: Rendered, document: str, kind: str) -> None:
    with pytest.raises(cd.UsageError, match="possibles"):
        cd.render(rendered.dossier("association"), document, kind)


def test_too_early_lists_all_that_is_missing(rendered: Rendered) -> None:
    with pytest.raises(cd.DossierError) as caught:
        cd.render(rendered.dossier("association"), "demande-solde", "docx")
    assert [faute.chemin for faute in caught.value.fautes] == ["convention.date_signature", "bilan"]


def test_templates_folder_must_exist(tmp_path: Path) -> None:
    with pytest.raises(cd.OutputError):
        cd.Toolkit(templates=tmp_path / "absent")


def test_readme_example_runs(rendered: Rendered, tmp_path: Path) -> None:
    dossier = rendered.dossier("complet")
    path = cd.render(dossier, "convention", "docx", date=datetime.date(2025, 10, 6)).save(tmp_path)
    assert path.stat().st_size > 5_000
    assert all(isinstance(constat, cd.Constat) for constat in cd.check(dossier))


def test_the_precision_of_the_host_changes_nothing(rendered: Rendered, samples: dict[str, Path]) -> None:
    with localcontext(Context(prec=3)):
        dossier = cd.Dossier.load(samples["complet"])
        constats = cd.check(dossier)
        content = cd.render(dossier, "demande-solde", "html", date=DATE).content
    assert dossier == rendered.dossier("complet")
    assert constats == cd.check(dossier)
    assert content == rendered("complet", "demande-solde", "html")
