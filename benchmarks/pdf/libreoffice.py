"""LibreOffice, as warm as it can be without its own Python: many files given to one process, timed as each comes out.

Its profile is its own: two calls on one profile would wait for each other.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

_ARCHIVE = {
    "SelectPdfVersion": {"type": "long", "value": "3"},
    "PDFUACompliance": {"type": "boolean", "value": "true"},
}


def command(program: str, profile: Path, folder: Path, files: Sequence[Path], *, tagged: bool) -> list[str]:
    """Write the command that converts files into a folder; ``tagged`` asks for PDF/A-3 and PDF/UA."""
    target = f"pdf:writer_pdf_Export:{json.dumps(_ARCHIVE)}" if tagged else "pdf"
    options = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", target]
    return [program, *options, "--outdir", str(folder), *map(str, files)]


def convert(program: str, profile: Path, source: Path, count: int, *, tagged: bool) -> tuple[list[float], bytes]:
    """Convert a file ``count`` times after a first one; give the seconds of each, and the last PDF.

    The seconds are those between two files: what the first one takes is the start of the program too.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"{rank:04}{source.suffix}" for rank in range(count + 1)]
        for file in files:
            shutil.copyfile(source, file)
        run = command(program, profile, folder, files, tagged=tagged)
        subprocess.run(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        made = [file.with_suffix(".pdf") for file in files]
        ends = [path.stat().st_mtime_ns / 1e9 for path in made]
        return [after - before for before, after in itertools.pairwise(ends)], made[-1].read_bytes()
