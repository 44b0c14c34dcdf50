"""A Word file as a package of parts: read within bounds, written the same way each time.

Templates come from staff and hosts. A zip that swells, holds entities or points outside is refused before anything of
it is used (ECMA-376, part 2, for packages).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from cllaj_docs.errors import TemplateError

MAX_PARTS = 2_000
MAX_PART_SIZE = 64_000_000
MAX_PACKAGE_SIZE = 256_000_000
MAX_RATIO = 200
"""Most bytes that one byte of the archive may give, for parts over a megabyte."""

CONTENT_TYPES = "[Content_Types].xml"
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_MEGABYTE = 1_000_000


def read_parts(source: str | Path | bytes, document: str) -> dict[str, bytes]:
    """Read every part of a Word file, by name, in the order of the archive. Raises ``TemplateError``."""
    try:
        content = source if isinstance(source, bytes) else Path(source).read_bytes()
    except OSError as error:
        _refuse(f"gabarit illisible ({error.strerror})", document)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive.infolist(), document)
            parts = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, ValueError):
        _refuse("ce n’est pas un fichier Word (.docx)", document)
    if CONTENT_TYPES not in parts:
        _refuse("ce n’est pas un fichier Word (.docx)", document)
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in data[:4096]:
            _refuse("déclaration de type refusée", document, name)
        if name.endswith(".rels") and any(map(_leads_outside, re.findall(rb"<Relationship\s[^>]*>", data))):
            _refuse("lien vers un fichier extérieur refusé", document, name)
    return parts


def _leads_outside(relationship: bytes) -> bool:
    """Tell a relationship that Word would follow by itself when it opens the document: any external one but a link."""
    external = re.search(rb"""TargetMode\s*=\s*["']External["']""", relationship)
    link = re.search(rb"""Type\s*=\s*["'][^"']*/hyperlink["']""", relationship)
    return bool(external) and not link


def _check_sizes(entries: list[zipfile.ZipInfo], document: str) -> None:
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_PACKAGE_SIZE:
        _refuse("archive trop grosse", document)
    for entry in entries:
        swells = entry.file_size > _MEGABYTE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        if entry.file_size > MAX_PART_SIZE or swells:
            _refuse("partie trop grosse", document, entry.filename)
    if len({entry.filename for entry in entries}) != len(entries):
        _refuse("archive avec deux parties du même nom", document)


def _refuse(message: str, document: str, part: str | None = None) -> NoReturn:
    raise TemplateError(message, document=document, partie=part) from None


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """Write a package: fixed dates and order, so that the same parts give the same bytes."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name)):
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, parts[name])
    return output.getvalue()
