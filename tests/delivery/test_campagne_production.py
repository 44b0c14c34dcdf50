"""A run: what is in the folder, what the next run does again, and what stops it without a lie."""

from __future__ import annotations

import datetime
import errno
import io
import json
import multiprocessing
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from campaign_runs import candidature, documents, dossier, files, untrue, write_folder

import cllaj_docs as cd
from cllaj_docs.delivery.campagne import tache
from cllaj_docs.delivery.campagne.candidature import Candidature
from cllaj_docs.delivery.campagne.journal import JOURNAL, read_journal
from cllaj_docs.delivery.campagne.lecture import lire_campagne
from cllaj_docs.delivery.campagne.modele import ecrire_campagne
from cllaj_docs.delivery.campagne.production import Compte, produce_campaign
from cllaj_docs.delivery.campagne.tache import Commande
from cllaj_docs.delivery.campagne.verrou import VERROU, locked
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import Faute, OutputError, UsageError

WORD = Commande(documents=("convention", "demande-avance"), formats=("docx",))
CONVENTION = Commande(documents=("convention",), formats=("docx",))


FRIDAY = datetime.date(2026, 10, 16)


def threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2)


def produce(folder: Path, given: Iterable[Candidature], commande: Commande = WORD, **options: Any) -> Compte:
    return produce_campaign(given, folder, commande, threads, **options)


def campaign(count: int) -> list[Candidature]:
    return [candidature(rank) for rank in range(count)]


def written(folder: Path) -> set[str]:
    """Names of the files that are others than they were: by their inode, since each is written anew."""
    return {f"{path.relative_to(folder).as_posix()} {path.stat().st_ino}" for path in folder.glob("*/*")}


class TestTheFolder:
    def test_each_operator_has_its_documents_and_its_dossier(self, tmp_path: Path) -> None:
        compte = produce(tmp_path, campaign(5))
        assert compte.code == 0
        assert (compte.candidatures, compte.fautes, dict(compte.etats)) == (5, 0, {"produit": 10})
        folders = sorted(path for path in tmp_path.iterdir() if path.is_dir())
        assert [path.name[:9] for path in folders] == [f"2025-{rank:04}" for rank in range(5)]
        for rank, folder in enumerate(folders):
            assert {path.name for path in folder.iterdir()} == {
                "convention.docx",
                "demande-avance.docx",
                "dossier.json",
            }
            assert Dossier.load(folder / "dossier.json") == dossier(rank)
            for document in WORD.documents:
                expected = cd.render(dossier(rank), document, "docx").content
                assert (folder / f"{document}.docx").read_bytes() == expected

    def test_all_that_is_possible_is_the_default(self, tmp_path: Path) -> None:
        given = [
            candidature(0, "votee"),
            candidature(1, "redigee"),
            candidature(2, "signee"),
            candidature(3, "achevee"),
        ]
        compte = produce(tmp_path, given, Commande(formats=("html",), malgre_constats=True))
        found = Counter(name.partition("/")[2] for name in documents(tmp_path))
        assert compte.code == 0
        assert found == {
            "dossier.json": 4,
            "convention.html": 3,
            "demande-avance.html": 2,
            "bilan-intermediaire.html": 1,
            "demande-solde.html": 1,
            "bilan-final.html": 1,
            "bilan-final-diffusable.html": 1,
        }

    def test_the_date_is_written(self, tmp_path: Path) -> None:
        produce(tmp_path, campaign(1), Commande(("demande-avance",), ("html",), date=datetime.date(2026, 4, 2)))
        [content] = (path.read_bytes() for path in tmp_path.glob("*/demande-avance.html"))
        assert content == cd.render(dossier(0), "demande-avance", "html", date=datetime.date(2026, 4, 2)).content
        assert content != cd.render(dossier(0), "demande-avance", "html").content
        assert {one.source.date for one in read_journal(tmp_path).values()} == {None, "2026-04-02"}

    def test_the_journal_tells_every_file(self, tmp_path: Path) -> None:
        produce(tmp_path, campaign(3))
        assert set(read_journal(tmp_path)) == set(documents(tmp_path))
        assert not list(untrue(tmp_path))

    def test_nothing_hidden_is_left_but_the_lock(self, tmp_path: Path) -> None:
        produce(tmp_path, campaign(2))
        assert [path.name for path in tmp_path.rglob(".*")] == [VERROU]

    def test_an_unknown_name_is_refused_before_anything(self) -> None:
        with pytest.raises(UsageError, match="document inconnu"):
            Commande(documents=("avenant",))
        with pytest.raises(UsageError, match="format inconnu"):
            Commande(formats=("odt",))

    def test_a_folder_of_templates_is_the_same_from_any_process(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "gabarits").mkdir()
        monkeypatch.chdir(tmp_path)
        real = tache.produce
        seen = []

        def watch(given: Any) -> Any:
            seen.append(given.consigne.commande.gabarits)
            return real(given)

        monkeypatch.setattr("cllaj_docs.delivery.campagne.production.produce", watch)
        produce(tmp_path / "envoi", campaign(1), Commande(("convention",), ("html",), gabarits=Path("gabarits")))
        assert seen == [tmp_path / "gabarits"]

    def test_a_folder_of_templates_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match="n’existe pas"):
            produce(tmp_path / "envoi", campaign(1), Commande(gabarits=tmp_path / "absent"))
        assert not (tmp_path / "envoi").exists()


class TestWhatIsAtFault:
    def test_the_good_ones_go_and_the_others_are_told(self, tmp_path: Path) -> None:
        bad = Candidature("campagne.xlsx, ligne 3", None, (Faute("SIRET", "14 chiffres attendus"),))
        compte = produce(tmp_path, [candidature(0), bad, candidature(2)])
        assert (compte.code, compte.candidatures, compte.fautes) == (3, 3, 1)
        assert compte.messages == ("campagne.xlsx, ligne 3\u00a0: SIRET\u00a0: 14 chiffres attendus",)
        assert len(list(tmp_path.glob("*/convention.docx"))) == 2

    def test_the_same_operator_twice_is_told_with_both_places(self, tmp_path: Path) -> None:
        twin = Candidature("ligne 9", dossier(0))
        compte = produce(tmp_path, [candidature(0), candidature(1), twin])
        assert (compte.code, compte.fautes) == (3, 1)
        assert "ligne 9" in compte.messages[0]
        assert "ligne 0" in compte.messages[0]
        assert len(list(tmp_path.glob("*/convention.docx"))) == 2

    def test_a_file_that_is_read_by_a_worker_is_told_as_a_row_is(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "dossiers", 4)
        (folder / "0001.json").write_text('{"appel": ', encoding="utf-8")
        shutil.copy(folder / "0000.json", folder / "0009.json")
        compte = produce(tmp_path / "envoi", lire_campagne(folder))
        assert (compte.code, compte.candidatures, compte.fautes, dict(compte.etats)) == (3, 5, 2, {"produit": 6})
        assert compte.messages[0].startswith(f"{folder / '0001.json'}\u00a0: JSON illisible")
        assert f"déjà celui d’une autre candidature ({folder / '0000.json'})" in compte.messages[1]
        assert not list(untrue(tmp_path / "envoi"))

    def test_a_number_that_two_rows_bear_is_said_by_column(self, tmp_path: Path) -> None:
        path = tmp_path / "c.xlsx"
        path.write_bytes(ecrire_campagne([dossier(0), dossier(0)]))
        compte = produce(tmp_path / "envoi", lire_campagne(path))
        assert (compte.code, compte.fautes, dict(compte.etats)) == (3, 1, {"produit": 2})
        assert "feuille CONVENTIONS, colonne Convention – Numéro (O)" in compte.messages[-1]
        assert "c.xlsx, ligne 4" in compte.messages[-1]

    def test_many_faults_stay_readable(self, tmp_path: Path) -> None:
        given = [Candidature(f"ligne {n}", None, (Faute("SIRET", "faux"),)) for n in range(500)]
        compte = produce(tmp_path, given)
        assert (compte.fautes, len(compte.messages)) == (500, 50)

    def test_a_document_asked_for_too_early_is_told(self, tmp_path: Path) -> None:
        compte = produce(tmp_path, [candidature(0, "redigee"), candidature(1)])
        assert compte.code == 3
        assert dict(compte.etats) == {"produit": 3, "manque": 1}
        assert "convention.date_signature" in compte.messages[0]

    def test_a_document_that_a_finding_blocks_is_held_back(self, tmp_path: Path) -> None:
        blocked = candidature(1, "signee", {"porteur.compte.titulaire": "Quelqu’un d’autre"})
        compte = produce(tmp_path, [candidature(0), blocked])
        assert compte.code == 1
        assert compte.etats["retenu"] >= 1
        again = produce(tmp_path, [candidature(0), blocked], Commande(WORD.documents, ("docx",), malgre_constats=True))
        assert again.code == 0
        assert again.etats == {"à jour": 4 - compte.etats["retenu"], "produit": compte.etats["retenu"]}

    def test_a_template_at_fault_does_not_keep_the_other_documents(self, tmp_path: Path) -> None:
        own = tmp_path / "gabarits"
        own.mkdir()
        (own / "demande-avance.html").write_text("<article>{{ inconnu }}</article>", encoding="utf-8")
        commande = Commande(WORD.documents, ("html",), gabarits=own)
        compte = produce(tmp_path / "envoi", campaign(2), commande)
        assert compte.code == 4
        assert dict(compte.etats) == {"produit": 2, "échec": 2}
        [message] = compte.messages  # the same fault, once
        assert "demande-avance" in message

    def test_an_application_that_kills_its_worker_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = tache.produce

        def lose(given: Any) -> Any:
            if given.candidature.lieu == "ligne 1":
                raise MemoryError
            return real(given)

        monkeypatch.setattr("cllaj_docs.delivery.campagne.production.produce", lose)
        compte = produce(tmp_path, campaign(3))
        assert compte.code == 5
        assert dict(compte.etats) == {"produit": 4, "échec": 1}
        assert "s’est arrêté 3 fois" in compte.messages[0]


class TestTheNextRun:
    def test_nothing_changed_nothing_is_made(self, tmp_path: Path) -> None:
        produce(tmp_path, campaign(3), archive=True)
        before, inodes = files(tmp_path), written(tmp_path)
        compte = produce(tmp_path, campaign(3), archive=True)
        assert dict(compte.etats) == {"à jour": 6}
        assert written(tmp_path) == inodes
        assert (tmp_path / JOURNAL).read_bytes().count(b"\n") == 9
        assert files(tmp_path) == before

    @pytest.mark.parametrize(
        ("second", "made"),
        [
            (Commande(WORD.documents, ("docx",), date=datetime.date(2026, 4, 2)), 6),
            (Commande(WORD.documents, ("docx", "html")), 6),
            (Commande(("convention",), ("docx",)), 0),
        ],
    )
    def test_what_is_asked_otherwise_is_made(self, tmp_path: Path, second: Commande, made: int) -> None:
        produce(tmp_path, campaign(3))
        assert produce(tmp_path, campaign(3), second).etats.get("produit", 0) == made

    def test_a_dossier_that_changed_is_made_again_alone(self, tmp_path: Path) -> None:
        produce(tmp_path, campaign(3))
        changed = candidature(1, "signee", {"projet.titre": "Un autre titre"})
        compte = produce(tmp_path, [candidature(0), changed, candidature(2)])
        assert dict(compte.etats) == {"à jour": 4, "produit": 2}
        [folder] = tmp_path.glob("2025-0001-*")
        assert Dossier.load(folder / "dossier.json").projet.titre == "Un autre titre"
        assert not list(untrue(tmp_path))

    def test_another_version_makes_everything_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        produce(tmp_path, campaign(2))
        for room in ("production", "tache"):
            monkeypatch.setattr(f"cllaj_docs.delivery.campagne.{room}.__version__", "0.2.0")
        assert dict(produce(tmp_path, campaign(2)).etats) == {"produit": 4}

    def test_a_template_that_changed_makes_everything_again(self, tmp_path: Path) -> None:
        own = tmp_path / "gabarits"
        own.mkdir()
        commande = Commande(WORD.documents, ("html",), gabarits=own)
        produce(tmp_path / "envoi", campaign(2), commande)
        assert dict(produce(tmp_path / "envoi", campaign(2), commande).etats) == {"à jour": 4}
        (own / "style.css").write_text("p { color: black }", encoding="utf-8")
        assert dict(produce(tmp_path / "envoi", campaign(2), commande).etats) == {"produit": 4}

    def test_the_files_of_a_folder_are_known_again_by_what_they_hold(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "dossiers", 3)
        produce(tmp_path / "envoi", lire_campagne(folder))
        before = written(tmp_path / "envoi")
        (folder / "0000.json").rename(folder / "9999.json")
        assert dict(produce(tmp_path / "envoi", lire_campagne(folder)).etats) == {"à jour": 6}
        assert written(tmp_path / "envoi") == before
        changed = dossier(1, "signee", {"projet.titre": "Un autre titre"})
        (folder / "0001.json").write_text(changed.to_json(), encoding="utf-8")
        assert dict(produce(tmp_path / "envoi", lire_campagne(folder)).etats) == {"à jour": 4, "produit": 2}
        assert not list(untrue(tmp_path / "envoi"))

    @pytest.mark.parametrize("harm", ["removed", "altered", "emptied"])
    def test_a_file_that_was_harmed_is_made_again(self, tmp_path: Path, harm: str) -> None:
        produce(tmp_path, campaign(2))
        whole = documents(tmp_path)
        for name in ("convention.docx", "dossier.json"):
            [path] = tmp_path.glob(f"2025-0001-*/{name}")
            if harm == "removed":
                path.unlink()
            else:
                path.write_bytes(b"" if harm == "emptied" else path.read_bytes()[:-1] + b"x")
        assert produce(tmp_path, campaign(2)).etats["produit"] == 1
        assert documents(tmp_path) == whole
        assert not list(untrue(tmp_path))

    def test_folders_of_applications_that_left_are_kept_and_said(self, tmp_path: Path) -> None:
        produce(tmp_path, campaign(3))
        before = documents(tmp_path)
        compte = produce(tmp_path, [candidature(1)])
        assert [name[:9] for name in compte.laissees] == ["2025-0000", "2025-0002"]
        assert documents(tmp_path) == before

    def test_what_a_killed_run_left_beside_is_swept(self, tmp_path: Path) -> None:
        produce(tmp_path, campaign(1))
        [folder] = tmp_path.glob("2025-*")
        (folder / ".convention.docx.0123456789abcdef").write_bytes(b"half")
        (tmp_path / ".brouillon.0123456789abcdef").mkdir()
        (tmp_path / ".brouillon.0123456789abcdef" / "rows").write_bytes(b"half")
        kept = folder / ".notes"
        kept.write_text("à moi")
        produce(tmp_path, campaign(1))
        assert sorted(path.name for path in tmp_path.rglob(".*")) == [VERROU, ".notes"]
        assert kept.read_text() == "à moi"

    def test_an_older_document_that_is_now_held_back_is_said(self, tmp_path: Path) -> None:
        produce(tmp_path, [candidature(0)])
        blocked = candidature(0, "signee", {"porteur.compte.titulaire": "Quelqu’un d’autre"})
        compte = produce(tmp_path, [blocked])
        assert compte.etats["retenu"] >= 1
        assert len(list(tmp_path.glob("*/demande-avance.docx"))) == 1
        assert not list(untrue(tmp_path))


class TestTheLock:
    def test_a_second_run_is_refused(self, tmp_path: Path) -> None:
        with locked(tmp_path), pytest.raises(OutputError, match="une autre production y est en cours"):
            produce(tmp_path, campaign(1))
        assert produce(tmp_path, campaign(1)).code == 0

    def test_another_process_is_refused_until_the_first_one_dies(self, tmp_path: Path) -> None:
        hold = (
            "import sys, time, pathlib; from cllaj_docs.delivery.campagne.verrou import locked\n"
            "with locked(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
        )
        with subprocess.Popen([sys.executable, "-c", hold, tmp_path], stdout=subprocess.PIPE) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            with pytest.raises(OutputError, match="une autre production"):
                produce(tmp_path, campaign(1))
            holder.kill()
        assert produce(tmp_path, campaign(1)).code == 0


class TestADiskThatFails:
    def test_a_full_disk_is_one_error_and_the_journal_is_true(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        room = 7
        real = Path.replace

        def replace(self: Path, target: Path) -> Path:
            nonlocal room
            room -= 1
            if room < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(self, target)

        monkeypatch.setattr(Path, "replace", replace)
        with pytest.raises(OutputError, match="écriture impossible") as stop:
            produce(tmp_path, campaign(6))
        assert stop.value.exit_code == 5
        monkeypatch.undo()
        assert len(read_journal(tmp_path)) == 7
        assert not list(untrue(tmp_path))
        assert set(documents(tmp_path)) == set(read_journal(tmp_path))
        compte = produce(tmp_path, campaign(6))
        assert compte.etats["à jour"] == 7 - 3
        produce(tmp_path / "entier", campaign(6))
        assert documents(tmp_path / "entier") == {
            name: content for name, content in documents(tmp_path).items() if not name.startswith("entier/")
        }

    @pytest.mark.skipif(os.geteuid() == 0, reason="root writes where it is told not to")
    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
        try:
            with pytest.raises(OutputError, match="écriture impossible"):
                produce(tmp_path, campaign(1))
        finally:
            tmp_path.chmod(stat.S_IRWXU)

    def test_a_disk_that_is_read_only(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        produce(tmp_path, campaign(1))
        before = files(tmp_path)

        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

        monkeypatch.setattr(Path, "mkdir", refuse)
        with pytest.raises(OutputError, match="écriture impossible") as stop:
            produce(tmp_path, campaign(2))
        assert stop.value.exit_code == 5
        assert files(tmp_path) == before
        assert not list(untrue(tmp_path))

    def test_a_file_where_the_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "envoi").write_text("")
        with pytest.raises(OutputError, match="écriture impossible"):
            produce(tmp_path / "envoi", campaign(1))

    def test_a_file_where_the_folder_of_an_operator_should_be(self, tmp_path: Path) -> None:
        produce(tmp_path, campaign(1))
        [name] = {name.partition("/")[0] for name in documents(tmp_path)}
        other = tmp_path / "autre"
        other.mkdir()
        (other / name).write_text("à moi")
        with pytest.raises(OutputError, match="écriture impossible"):
            produce(other, campaign(1))
        assert read_journal(other) == {}


class TestTheSameBytes:
    # From 3.12 on, Python warns of a fork beside threads: a host that forks knows that it does.
    @pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
    @pytest.mark.parametrize("start", ["spawn", "fork"])
    def test_threads_and_processes(self, tmp_path: Path, start: str) -> None:
        commande = Commande(
            ("demande-avance", "bilan-final"), ("docx", "pdf", "html"), date=datetime.date(2026, 10, 16)
        )
        given = [candidature(rank, "achevee") for rank in range(2)]
        produce_campaign(given, tmp_path / "fils", commande, threads, archive=True)
        context = multiprocessing.get_context(start)
        produce_campaign(given, tmp_path / "processus", commande, lambda: ProcessPoolExecutor(2, context), archive=True)
        assert files(tmp_path / "processus") == files(tmp_path / "fils")
        assert len(documents(tmp_path / "fils")) == 2 * 7


class TestTheArchive:
    def test_it_holds_what_is_up_to_date(self, tmp_path: Path) -> None:
        produce(tmp_path, campaign(3))
        produce(tmp_path, campaign(2), CONVENTION, archive=True)
        whole = files(tmp_path)
        with zipfile.ZipFile(io.BytesIO(whole["campagne.zip"])) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            assert names[-1] == "recapitulatif.xlsx"
            assert [name.partition("/")[2] for name in names[:-1]] == ["dossier.json", "convention.docx"] * 2
            assert all(archive.read(name) == whole[name] for name in names)

    def test_the_same_files_are_the_same_bytes(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            produce(tmp_path / name, campaign(2), archive=True)
        assert (tmp_path / "a/campagne.zip").read_bytes() == (tmp_path / "b/campagne.zip").read_bytes()


def test_progress_hears_of_each_application(tmp_path: Path) -> None:
    heard: list[Sequence[int]] = []
    produce(tmp_path, campaign(3), tell=lambda done, made: heard.append((done, made)))
    assert heard == [(1, 2), (2, 4), (3, 6)]


def test_a_worker_with_another_version_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used, real = "cllaj_docs.delivery.campagne.production.Consigne", tache.Consigne
    monkeypatch.setattr(used, lambda commande, empreinte, _: real(commande, empreinte, "0.0.9"))
    with pytest.raises(OutputError, match="un travailleur a la version"):
        produce(tmp_path, campaign(2))
    monkeypatch.setattr(used, lambda commande, _, version: real(commande, "0", version))
    with pytest.raises(OutputError, match="les gabarits ont changé"):
        produce(tmp_path, campaign(2))


def test_the_journal_has_no_data_of_a_dossier(tmp_path: Path) -> None:
    produce(tmp_path, campaign(4))
    lines = (tmp_path / JOURNAL).read_text(encoding="utf-8").splitlines()
    allowed = {"etat", "fichier", "document", "format", "sha256", "source", "le"}
    assert all(set(json.loads(line)) == allowed for line in lines)
