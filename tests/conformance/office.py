"""LibreOffice, which reads Word files with other eyes than ours."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from conformance.programs import find, run


def to_pdf(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Convert Word files to PDF, by name, in one call with settings of its own; one that is refused is not there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = {folder / f"{rank}.docx": name for rank, name in enumerate(documents)}
        for path, document in paths.items():
            path.write_bytes(documents[document])
        options = (f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless", "--norestore")
        run([find("soffice"), *options, "--convert-to", "pdf", *paths], folder)
        written = {document: path.with_suffix(".pdf") for path, document in paths.items()}
        return {document: path.read_bytes() for document, path in written.items() if path.exists()}
