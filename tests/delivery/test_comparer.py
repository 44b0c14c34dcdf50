"""A document that somebody edits is held against its dossier: each edit is found, where it is, and nothing else."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from rendered import CASES, DATE, Rendered
from word_edits import edit_body, new_paragraph, new_run, paragraphs, replace_text, rewrite, said, split_runs
from word_faults import W
from word_files import word_file

import cllaj_docs as cd
from cllaj_docs.delivery.cli import main
from cllaj_docs.delivery.comparaison.rapport import Rapport, hold
from cllaj_docs.delivery.comparaison.valeurs import known_values
from cllaj_docs.errors import DossierError, OutputError
from cllaj_docs.rendering.comparing.compare import compare
from cllaj_docs.rendering.comparing.difference import Difference
from cllaj_docs.rendering.reading.word import read_word


def found(
    rendered: Rendered, content: bytes, sample: str = "complet", document: str = "convention"
) -> list[Difference]:
    """What sets a file apart from a document of a sample."""
    expected = read_word(rendered(sample, document, "docx"))
    known = known_values(rendered.dossier(sample))
    return list(compare(expected, read_word(content), known).differences)


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_an_untouched_document_is_the_same(rendered: Rendered, toolkit: cd.Toolkit, sample: str, document: str) -> None:
    content = rendered(sample, document, "docx")
    rapport = hold(toolkit, rendered.dossier(sample), content, date=DATE)
    assert (rapport.document, rapport.verdict, rapport.blocks) == (document, "identique", False)


@pytest.mark.parametrize("document", ["convention", "demande-solde", "bilan-final"])
def test_runs_cut_by_word_are_the_same_text(rendered: Rendered, document: str) -> None:
    content = edit_body(rendered("complet", document, "docx"), split_runs)
    assert found(rendered, content, document=document) == []


class TestOneEdit:
    def test_of_an_amount(self, rendered: Rendered) -> None:
        content = replace_text(rendered("complet", "convention", "docx"), "19\u202f999,99", "30\u202f000,00")
        (one,) = found(rendered, content)
        assert (one.nature, one.gravite, one.section) == ("modifie", "protege", "Article\xa05 – Montant")
        (value,) = one.values
        assert (value.label, value.before, value.after) == (
            "montant accordé", "19\u202f999,99\xa0€", "30\u202f000,00\xa0€",
        )  # fmt: skip

    def test_of_a_number_of_convention_in_the_header(self, rendered: Rendered) -> None:
        content = replace_text(
            rendered("complet", "convention", "docx"), "2025-EX-005", "2025-EX-006", "word/header1.xml"
        )
        (one,) = found(rendered, content)
        assert (one.partie, one.gravite) == ("entete", "protege")
        assert one.values[0].label == "Convention\xa0: numéro"

    def test_of_an_account(self, rendered: Rendered) -> None:
        account = rendered.dossier("complet").porteur.compte
        assert account
        group = account.iban[4:8]
        content = replace_text(
            rendered("complet", "convention", "docx"), f" {group} ".replace(" ", "\xa0"), "\xa09999\xa0"
        )
        (one,) = found(rendered, content)
        assert (one.gravite, one.values[0].sorte) == ("protege", "iban")

    def test_of_a_row_added(self, rendered: Rendered) -> None:
        def add(root: etree._Element) -> None:
            rows = [row for row in root.iter(f"{W}tr") if said(row).startswith("Solde")]
            row = copy.deepcopy(rows[0])
            for rank, node in enumerate(row.iter(f"{W}t")):
                node.text = ("Prime", "sans condition", "5 %", "1 000,00 €")[min(rank, 3)]
            rows[0].addnext(row)

        (one,) = found(rendered, edit_body(rendered("complet", "convention", "docx"), add))
        assert (one.nature, one.gravite, one.place) == ("ajoute", "protege", "tableau 2, ligne 4")
        assert "1 000,00 €" in [value.after for value in one.values]

    def test_of_a_clause_struck_out(self, rendered: Rendered) -> None:
        def strike(root: etree._Element) -> None:
            target = next(one for one in paragraphs(root) if "reconduite" in said(one))
            _parent(target).remove(target)

        (one,) = found(rendered, edit_body(rendered("complet", "convention", "docx"), strike))
        assert one.nature == "supprime"
        assert one.section == "Article\xa02 – Durée"

    def test_of_a_tracked_change(self, rendered: Rendered, toolkit: cd.Toolkit) -> None:
        def track(root: etree._Element) -> None:
            target = next(one for one in paragraphs(root) if "en deux fois" in said(one))
            inserted = etree.SubElement(target, f"{W}ins", {f"{W}id": "900", f"{W}author": "Relecteur Fictif"})
            inserted.append(new_run(" et sans retard"))

        content = edit_body(rendered("complet", "convention", "docx"), track)
        rapport = hold(toolkit, rendered.dossier("complet"), content, date=DATE)
        assert [one.read.endswith("et sans retard") for one in rapport.comparison.differences] == [True]
        assert [(one.author, one.text) for one in rapport.reading.revisions] == [("Relecteur Fictif", "et sans retard")]

    def test_of_what_nobody_sees(self, rendered: Rendered) -> None:
        def hide(root: etree._Element) -> None:
            run = new_run("clause secrète")
            properties = etree.Element(f"{W}rPr")
            etree.SubElement(properties, f"{W}vanish")
            run.insert(0, properties)
            paragraphs(root)[20].append(run)

        (one,) = found(rendered, edit_body(rendered("complet", "convention", "docx"), hide))
        assert (one.nature, one.read) == ("cache", "clause secrète")

    def test_of_spaces_everywhere_is_of_form(self, rendered: Rendered, toolkit: cd.Toolkit) -> None:
        def plain(root: etree._Element) -> None:
            for node in root.iter(f"{W}t"):
                node.text = (node.text or "").replace("\xa0", " ").replace("\u202f", " ")

        content = edit_body(rendered("complet", "convention", "docx"), plain)
        rapport = hold(toolkit, rendered.dossier("complet"), content, date=DATE)
        assert {one.nature for one in rapport.comparison.differences} == {"espaces"}
        assert not rapport.blocks


# --- any edit


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def _reword(root: etree._Element, rank: int, _: int) -> tuple[str, str]:
    target = paragraphs(root)[rank]
    node = max(target.iter(f"{W}t"), key=lambda one: len(one.text or ""))
    words = (node.text or "").split(" ")
    words[len(words) // 2] = "zwz"
    node.text = " ".join(words)
    return "modifie", said(target)


def _strike(root: etree._Element, rank: int, _: int) -> tuple[str, str]:
    target = paragraphs(root)[rank]
    _parent(target).remove(target)
    return "supprime", said(target)


def _insert(root: etree._Element, rank: int, _: int) -> tuple[str, str]:
    target = paragraphs(root)[rank]
    target.addnext(new_paragraph("Xylophone zélé wapiti kayak hors sujet.", target))
    return "ajoute", "Xylophone zélé wapiti kayak hors sujet."


def _move(root: etree._Element, rank: int, other: int) -> tuple[str, str]:
    target = paragraphs(root)[rank]
    text = said(target)
    beyond = [one for one in paragraphs(root) if one is not target]
    beyond[other % len(beyond)].addnext(target)
    return "deplace", text


def _split(root: etree._Element, rank: int, _: int) -> tuple[str, str]:
    target = paragraphs(root)[rank]
    node = max(target.iter(f"{W}t"), key=lambda one: len(one.text or ""))
    text = said(target)
    words = (node.text or "").split(" ")
    node.text = " ".join(words[: len(words) // 2])
    following = new_paragraph(" ".join(words[len(words) // 2 :]), target)
    run = _parent(node)
    for sibling in list(run.itersiblings()):
        following.append(sibling)
    target.addnext(following)
    return "coupe", text


EDITS: dict[str, Callable[[etree._Element, int, int], tuple[str, str]]] = {
    "reword": _reword,
    "strike": _strike,
    "insert": _insert,
    "move": _move,
    "split": _split,
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([case.values for case in CASES]), st.sampled_from(sorted(EDITS)), st.data())
def test_any_edit_is_found_and_nothing_else(
    rendered: Rendered, case: tuple[str, str], edit: str, data: st.DataObject
) -> None:
    sample, document = case
    original = rendered(sample, document, "docx")
    root = etree.fromstring(_body(original))
    texts = [said(one) for one in paragraphs(root)]
    chosen = [rank for rank, text in enumerate(texts) if len(text.split()) > 5 and texts.count(text) == 1]
    rank = data.draw(st.sampled_from(chosen))
    other = data.draw(st.sampled_from([one for one in range(len(texts)) if abs(one - rank) > 3]))
    nature, text = EDITS[edit](root, rank, other)
    content = rewrite(original, {"word/document.xml": etree.tostring(root)})
    (one,) = found(rendered, content, sample, document)
    assert one.nature == nature
    assert "".join(text.split()) in ("".join(one.read.split()), "".join(one.expected.split()))


def _body(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml")


# --- what it is not


def held(toolkit: cd.Toolkit, dossier: cd.Dossier, content: bytes, document: str | None = None) -> Rapport:
    return hold(toolkit, dossier, content, document, date=DATE)


def test_another_document_is_named(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    content = rendered("complet", "demande-avance", "docx")
    rapport = held(toolkit, rendered.dossier("complet"), content, "convention")
    assert rapport.verdict == "autre_document"
    assert "« demande-avance »".replace(" ", "\xa0") in rapport.message
    assert rapport.blocks
    assert rapport.comparison.differences == ()


def test_the_report_to_publish_is_not_the_exact_one(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    content = rendered("complet", "bilan-final-diffusable", "docx")
    assert held(toolkit, rendered.dossier("complet"), content, "bilan-final").verdict == "autre_document"


@pytest.mark.parametrize("other", ["association", "epci", "mission-locale-gip"])
def test_another_dossier_is_named(rendered: Rendered, toolkit: cd.Toolkit, other: str) -> None:
    rapport = held(toolkit, rendered.dossier("complet"), rendered(other, "convention", "docx"), "convention")
    assert rapport.verdict == "autre_dossier"
    assert "2025-EX-005" in rapport.message


def test_what_is_no_document_of_ours(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    def empty(root: etree._Element) -> None:
        body = root.find(f"{W}body")
        assert body is not None
        for child in list(body)[:-1]:
            body.remove(child)
        body.insert(0, new_paragraph("Une lettre qui n’a rien à voir, longue de quelques mots pourtant."))

    content = edit_body(rendered("complet", "convention", "docx"), empty)
    assert held(toolkit, rendered.dossier("complet"), content).verdict == "autre_document"


# --- the command


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    return code, *capsys.readouterr()


@pytest.fixture
def edited(rendered: Rendered, tmp_path: Path) -> Path:
    path = tmp_path / "convention.docx"
    content = replace_text(rendered("complet", "convention", "docx"), "19\u202f999,99", "30\u202f000,00")
    path.write_bytes(replace_text(content, "Elle n’est pas reconduite", "Elle n'est pas reconduite"))
    return path


def test_the_command_tells_it_on_a_screen(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], edited: Path
) -> None:
    code, out, err = run(capsys, "comparer", edited, "--dossier", samples["complet"], "--date", DATE)
    assert (code, err) == (1, "")
    assert "montant accordé\xa0: 19\u202f999,99\xa0€ → 30\u202f000,00\xa0€" in out
    assert out.index("Valeurs protégées") < out.index("Forme")


def test_the_command_gives_data(capsys: pytest.CaptureFixture[str], samples: dict[str, Path], edited: Path) -> None:
    options = ("--date", DATE, "--format", "json")
    code, out, _ = run(capsys, "comparer", edited, "--dossier", samples["complet"], *options)
    data = json.loads(out)
    assert code == 1
    assert data["comptes"] == {"protege": 1, "clause": 0, "forme": 1}
    assert data["differences"][1]["valeurs"][0]["apres"] == "30\u202f000,00\xa0€"


def test_the_command_writes_a_page(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], edited: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    options = ("--date", DATE, "--format", "html", "-o", page)
    assert run(capsys, "comparer", edited, "--dossier", samples["complet"], *options)[0] == 1
    tree = html.fromstring(page.read_text("utf-8"))
    assert ["".join(map(str, one.itertext())) for one in tree.iter("del")] == ["[retiré\xa0: 19\u202f999,99\xa0€]"]
    assert ["".join(map(str, one.itertext())) for one in tree.iter("ins")] == ["[ajouté\xa0: 30\u202f000,00\xa0€]"]
    assert tree.get("lang") == "fr"
    assert not tree.xpath("//script | //link | //img")


def test_a_page_escapes_what_was_written(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], rendered: Rendered, tmp_path: Path
) -> None:
    path, page = tmp_path / "<b>.docx", tmp_path / "page.html"
    path.write_bytes(replace_text(rendered("complet", "convention", "docx"), "en deux fois", "<script>x</script>"))
    run(capsys, "comparer", path, "--dossier", samples["complet"], "--format", "html", "-o", page)
    assert not html.fromstring(page.read_text("utf-8")).xpath("//script | //b")


def test_the_same_document_gives_zero(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], rendered: Rendered, tmp_path: Path
) -> None:
    path = tmp_path / "convention.docx"
    path.write_bytes(rendered("complet", "convention", "docx"))
    code, out, _ = run(capsys, "comparer", path, "--dossier", samples["complet"], "--date", DATE)
    assert code == 0
    assert "dit exactement" in out
    undated = cd.render(cd.Dossier.load(samples["complet"]), "convention", "docx").content
    path.write_bytes(replace_text(undated, "……………………………", "12 octobre 2026"))
    code, out, _ = run(capsys, "comparer", path, "--dossier", samples["complet"])
    assert code == 0, "a day written on the dotted line is what the line is for"
    assert "ligne pointillée remplie" in out


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [("absent.docx", 5, "lecture impossible"), ("vide.docx", 5, "n’est pas un document Word")],
)
def test_a_file_that_cannot_be_read(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path, name: str, code: int, message: str
) -> None:
    (tmp_path / "vide.docx").write_bytes(b"")
    got, out, err = run(capsys, "comparer", tmp_path / name, "--dossier", samples["complet"])
    assert (got, out) == (code, "")
    assert name in err
    assert message in err


def test_a_dossier_that_does_not_allow_the_document(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    with pytest.raises(DossierError):
        held(toolkit, rendered.dossier("association"), rendered("complet", "convention", "docx"), "demande-solde")


def test_a_document_without_words(toolkit: cd.Toolkit, rendered: Rendered) -> None:
    with pytest.raises(OutputError, match="aucun texte"):
        held(toolkit, rendered.dossier("complet"), word_file())
