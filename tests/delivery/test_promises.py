"""What the door promises a host, each promise in a process of its own: what is kept there was not brought by a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from rendered import DATE, Rendered

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENTS = ("convention", "bilan-final")
FORMATS = ("docx", "html", "pdf")

LOAD = """
import datetime, hashlib, json, sys
import cllaj_docs as cd
DATE = datetime.date.fromisoformat(sys.argv[2])
dossier = cd.Dossier.load(sys.argv[1])
def digest(document, kind):
    return hashlib.sha256(cd.render(dossier, document, kind, date=DATE).content).hexdigest()
"""
USE = f"""
{LOAD}
cd.check(dossier)
cd.Toolkit.schema()
found = {{f"{{document}} {{kind}}": digest(document, kind) for document in {DOCUMENTS!r} for kind in {FORMATS!r}}}
"""


@pytest.fixture(scope="session")
def expected(rendered: Rendered) -> dict[str, str]:
    """The fingerprint of each document, as it is made here."""
    return {
        f"{document} {kind}": sha256(rendered("complet", document, kind)).hexdigest()
        for document in DOCUMENTS
        for kind in FORMATS
    }


def run(code: str, *, environment: Mapping[str, str] | None = None, folder: Path | None = None) -> str:
    """What a fresh Python prints; a warning is an error, and so is a word on the error stream."""
    sample = REPOSITORY / "samples" / "complet.toml"
    bare = {"PATH": os.environ["PATH"], **(environment or {})}
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", code, str(sample), DATE.isoformat()],
        env=bare,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


# Nothing is written, nothing is reached

GUARD = """
import os, resource, sys
REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.system", "os.spawn", "os.posix_spawn", "pty.", "shutil.",
    "tempfile.", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown",
    "os.truncate", "os.utime", "os.putenv", "os.unsetenv", "os.chdir", "urllib.", "http.", "ftplib.", "smtplib.")
seen = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        seen.append(f"{event} {arguments[0]}")
    elif event.startswith(REFUSED):
        seen.append(f"{event} {arguments}")
sys.addaudithook(watch)
# Native code too: a write to a file, of one byte, ends the process.
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
"""


@pytest.fixture
def corner(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """An empty folder, and settings that send everything there: what programs write, they write there."""
    folder = tmp_path / "coin"
    folder.mkdir()
    settings = tmp_path / "fonts.conf"
    # The fonts of the machine, with a cache to fill, and a rule that would put another font in place of any.
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"<dir>/usr/share/fonts</dir><cachedir>{folder}</cachedir>"
        '<match target="pattern"><edit name="family" mode="assign" binding="strong"><string>DejaVu Sans Mono</string>'
        "</edit></match></fontconfig>",
        encoding="utf-8",
    )
    names = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
    return folder, {**dict.fromkeys(names, str(folder)), "FONTCONFIG_FILE": str(settings)}


@pytest.mark.skipif(sys.platform != "linux", reason="fontconfig is asked otherwise elsewhere")
def test_nothing_is_written_nor_reached(corner: tuple[Path, dict[str, str]], expected: dict[str, str]) -> None:
    folder, environment = corner
    printed = run(f"{GUARD}{USE}print(json.dumps([seen, found]))", environment=environment, folder=folder)
    assert json.loads(printed) == [[], expected]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("open('a', 'w').close()", "open a"),
        ("import pathlib; pathlib.Path('a').mkdir()", "os.mkdir"),
        ("import socket; socket.socket().close()", "socket.__new__"),
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
    ],
)
def test_the_guard_sees(code: str, event: str, tmp_path: Path) -> None:
    assert event in run(f"{GUARD}{code}\nprint(seen)", folder=tmp_path)


def test_the_guard_ends_what_writes(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        run(f"{GUARD}f = open('a', 'wb', buffering=0)\nf.write(b'x')", folder=tmp_path)


# No clock, no environment, no locale

CLOCK = """
import logging, datetime, time  # logging notes the time when it is imported
def refuse(*_, **__):
    raise RuntimeError("the clock is read")
class date(datetime.date):
    today = refuse
class moment(datetime.datetime):
    now = utcnow = today = refuse
datetime.date, datetime.datetime = date, moment
for name in ("time", "time_ns", "gmtime", "localtime", "ctime", "asctime", "clock_gettime"):
    setattr(time, name, refuse)
"""


def test_no_clock_is_read(expected: dict[str, str]) -> None:
    assert json.loads(run(f"{CLOCK}{USE}print(json.dumps(found))")) == expected


ENVIRONMENT = """
import os, sys
readers = set()
class Watched(dict):
    def note(self):
        frame = sys._getframe(2)
        readers.add(frame.f_globals.get("__name__", ""))
    def __getitem__(self, key):
        self.note()
        return super().__getitem__(key)
    def get(self, key, default=None):
        self.note()
        return super().get(key, default)
    def __contains__(self, key):
        self.note()
        return super().__contains__(key)
    def __iter__(self):
        self.note()
        return super().__iter__()
os.environ = os.environb = Watched(os.environ)
os.getenv = os.environ.get
"""


def test_we_never_ask_the_environment() -> None:
    """The libraries do when they are imported, for settings of their own; no module of ours does, nor the templates."""
    readers = json.loads(run(f"{ENVIRONMENT}{USE}print(json.dumps(sorted(readers)))"))
    assert readers, "nobody seen, not even the libraries"
    assert [name for name in readers if name.startswith("cllaj_docs")] == []


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Auckland", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "12345"},
        {"TZ": "UTC+12", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "SOURCE_DATE_EPOCH": "1"},
        {"LANG": "tr_TR.ISO-8859-9", "LC_NUMERIC": "fr_FR", "LANGUAGE": "ar", "PYTHONOPTIMIZE": "1"},
    ],
)
def test_same_bytes_whatever_the_environment(environment: dict[str, str], expected: dict[str, str]) -> None:
    assert json.loads(run(f"{USE}print(json.dumps(found))", environment=environment)) == expected


# The process of the host is as it was

STATE = """
import builtins, decimal, gc, locale, logging, os, random, signal, socket, sys, threading, warnings
def state():
    root = logging.getLogger()
    decimal_ = decimal.getcontext()
    return [
        root.level, root.handlers, root.filters, root.disabled, logging.root.manager.disable, logging.raiseExceptions,
        logging.lastResort is last_resort, logging.getLogRecordFactory() is factory, logging.getLoggerClass(),
        {name: [type(handler).__name__ for handler in logger.handlers]
         for name, logger in logging.root.manager.loggerDict.items()
         if getattr(logger, "handlers", None) and any(type(h) is not logging.NullHandler for h in logger.handlers)},
        list(warnings.filters), warnings.showwarning is show,
        [locale.setlocale(category) for category in (locale.LC_CTYPE, locale.LC_NUMERIC, locale.LC_TIME)],
        decimal_.prec, decimal_.rounding, [flag for flag, up in decimal_.flags.items() if up], decimal_.traps,
        gc.isenabled(), gc.get_threshold(), random.getstate(), sys.getrecursionlimit(), sys.path, os.getcwd(),
        [signal.getsignal(number) for number in sorted(signal.valid_signals())], threading.active_count(),
        threading.excepthook is thread_hook, sys.excepthook is hook, builtins.__import__ is import_,
        dict(os.environ), sys.stdout is out, sys.stderr is err, socket.getdefaulttimeout(), os.umask(os.umask(0o22)),
        len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0,
    ]
last_resort, factory, show = logging.lastResort, logging.getLogRecordFactory(), warnings.showwarning
thread_hook, hook, import_, out, err = threading.excepthook, sys.excepthook, builtins.__import__, sys.stdout, sys.stderr
before = state()
"""


def test_the_process_is_left_as_it_was() -> None:
    """Logs, warnings, locale, decimals, collector, chance, signals, threads, hooks, variables, open files."""
    changed = "[repr(new) for new, old in zip(state(), before, strict=True) if new != old]"
    assert json.loads(run(f"{STATE}{USE}print(json.dumps({changed}))")) == []


# Threads, forks, other processes

THREADS = f"""
{LOAD}
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
start = Barrier(32)
jobs = [(document, kind) for document in {DOCUMENTS!r} for kind in ("docx", "html")] * 7 + [("convention", "pdf")] * 4
def make(job):
    start.wait()
    own = cd.Dossier.load(sys.argv[1])
    cd.check(own)
    return hashlib.sha256(cd.render(own, *job, date=DATE).content).hexdigest()
with ThreadPoolExecutor(32) as pool:
    found = list(pool.map(make, jobs))
print(json.dumps([[" ".join(job), one] for job, one in zip(jobs, found)]))
"""


def test_thirty_two_threads_at_once_on_a_cold_start(expected: dict[str, str]) -> None:
    made = json.loads(run(THREADS.replace("dossier = cd.Dossier.load(sys.argv[1])", "")))
    assert len(made) == 32
    assert [(job, one) for job, one in made if one != expected[job]] == []


QUIET_FORK = "import warnings\nwarnings.filterwarnings('ignore', category=DeprecationWarning, message='.*fork')\n"

FORK = f"""
{LOAD}
import os, threading
found = {{kind: digest("convention", kind) for kind in {FORMATS!r}}}
stop = threading.Event()
def work(kind):
    toolkit = cd.Toolkit()
    while not stop.is_set():
        toolkit.render(dossier, "convention", kind, date=DATE)
        cd.Toolkit().render(dossier, "demande-avance", "docx", date=DATE)
threads = [threading.Thread(target=work, args=(kind,)) for kind in ("docx", "pdf", "html")]
for thread in threads:
    thread.start()
children = []
for _ in range(6):
    child = os.fork()
    if not child:
        same = {{kind: digest("convention", kind) for kind in {FORMATS!r}}} == found
        other = cd.Toolkit().render(dossier, "demande-avance", "pdf", date=DATE).content.startswith(b"%PDF")
        os._exit(0 if same and other else 1)
    children.append(child)
codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
stop.set()
for thread in threads:
    thread.join()
print(json.dumps(codes))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_fork_amid_the_work_of_threads() -> None:
    """The child finds no lock shut, and renders the same; a deadlock would end with the time of ``run``."""
    assert json.loads(run(QUIET_FORK + FORK)) == [0] * 6


FIRST_READ = f"""
{LOAD}
import os, threading
from cllaj_docs.rendering.word import package
expected = digest("bilan-final", "docx")  # all that is loaded late is there
reading, forked, read = threading.Event(), threading.Event(), package.read_package
def read_slowly(content):
    reading.set()
    forked.wait()
    return read(content)
package.read_package = read_slowly
thread = threading.Thread(target=lambda: cd.Toolkit().render(dossier, "bilan-final", "docx"))
thread.start()
reading.wait()
child = os.fork()
if not child:
    package.read_package = read
    made = cd.Toolkit().render(dossier, "bilan-final", "docx", date=DATE).content
    os._exit(0 if hashlib.sha256(made).hexdigest() == expected else 1)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
forked.set()
thread.join()
print(code)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_fork_amid_the_first_reading_of_a_template() -> None:
    """Another thread reads what a template is made of; the child reads its own."""
    assert run(QUIET_FORK + FIRST_READ) == "0\n"


SPAWN = """
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
import cllaj_docs as cd
import attestation
if __name__ == "__main__":
    toolkit, dossier = attestation.make_toolkit(), cd.Dossier.load(sys.argv[1])
    with ProcessPoolExecutor(2, mp_context=get_context(sys.argv[2])) as pool:
        there = list(pool.map(toolkit.render, [dossier] * 2, ["attestation-versement", "convention"]))
        fault = pool.submit(cd.Dossier.from_json, "{}").exception()
        try:
            pool.submit(toolkit.render, dossier, "absent").result()
        except cd.UsageError as error:
            told = str(error)
    here = [toolkit.render(dossier, document) for document in ("attestation-versement", "convention")]
    print(there == here, type(fault).__name__, len(fault.fautes) > 1, "attestation-versement" in told)
"""


@pytest.mark.parametrize("start", ["spawn", "forkserver"])
def test_other_processes(start: str, tmp_path: Path, samples: dict[str, Path]) -> None:
    """A toolkit, a dossier, a document and an error travel; the other process compiles its own templates."""
    script = tmp_path / "host.py"
    script.write_text(SPAWN, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script), str(samples["complet"]), start],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY / "examples" / "attestation")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout == "True DossierError True True\n", done.stderr


# Nothing is kept but compiled templates and, in bounds, the last texts written in Word

MEMORY = """
import copy, gc, json, sys, tracemalloc
import cllaj_docs as cd
data = json.loads(cd.Dossier.load(sys.argv[1]).to_json())
toolkit = cd.Toolkit()
def use(rank):
    own = copy.deepcopy(data)
    own["projet"]["description"] += f"\\n\\nParagraphe {rank} : **texte** propre à ce dossier. " * 20
    own["projet"]["titre"] = f"Titre {rank}"
    own["porteur"]["nom"] = f"Association {rank}"
    dossier = cd.Dossier.parse(own)
    for kind in ("docx", "html"):
        toolkit.render(dossier, "convention", kind)
    cd.check(dossier)
tracemalloc.start()
for rank in range(90):
    use(rank)
def held():
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
first = held()
for rank in range(90, 150):
    use(rank)
print(held() - first)
"""


def test_memory_does_not_grow() -> None:
    """Sixty dossiers more, each with texts of its own, would take a megabyte if all their texts were kept."""
    assert int(run(MEMORY)) < 60_000
