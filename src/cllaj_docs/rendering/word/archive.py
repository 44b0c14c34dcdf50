"""Zip archives: read under bounds, and written again without unpacking what did not change.

The dates are those of the format's beginning and the order is given, so that the same data gives the same bytes.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

try:
    from isal.isal_zlib import compress, crc32
except ImportError:  # no build of it for this kind of machine: Python's own writes the same texts in other bytes
    from zlib import compress, crc32

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.bounds import MAX_ARCHIVE, MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, RATIO_FLOOR

if TYPE_CHECKING:
    from zipfile import ZipInfo

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION = 20
_UTF8_NAMES = 0x800
_DATE = (1 << 5) | 1  # 1 January 1980, midnight: the oldest that the format can write
_STORED, _DEFLATED = 0, 8
_STRAY_NAME = re.compile(r"^/|[\\:\x00-\x1f]|(?:^|/)\.\.(?:/|$)")
"""Names that lead out of an archive once it is unpacked; no part may bear them."""

_SMALL = 2048
"""Bytes under which compressing costs more time than it saves room."""

LEVEL = 2
"""How hard what a render writes is compressed: Intel's library takes a fifth of the time of zlib at the same level."""


class Member(NamedTuple):
    """A file of an archive, packed: ``data`` as it stands there, ``size`` bytes once unpacked."""

    name: str
    method: int
    checksum: int
    size: int
    data: bytes

    def unpack(self) -> bytes:
        """Return the content. Raises ``TemplateError`` when it is not what its header says."""
        if self.method == _STORED:
            content = self.data
        else:
            inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                content = inflater.decompress(self.data, self.size + 1)
            except zlib.error as error:
                raise _damaged() from error
        if len(content) != self.size or zlib.crc32(content) != self.checksum:
            raise _damaged()
        return content


def pack(name: str, content: bytes) -> Member:
    """Pack a file: small ones, and those that are compressed already, are stored as they are."""
    checksum = crc32(content)
    if len(content) > _SMALL and not name.endswith((".png", ".jpeg", ".gif")):
        return Member(name, _DEFLATED, checksum, len(content), compress(content, LEVEL, -zlib.MAX_WBITS))
    return Member(name, _STORED, checksum, len(content), content)


def read_archive(content: bytes) -> tuple[Member, ...]:
    """Read an archive without unpacking it. Raises ``TemplateError`` when it is no archive, or one out of bounds."""
    if len(content) > MAX_ARCHIVE:
        raise TemplateError("Ce fichier est trop gros pour un gabarit : allégez-le, de ses images surtout")
    import zipfile  # not needed when a compiled template is at hand

    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, UnicodeDecodeError) as error:
        raise TemplateError("Ce fichier n’est pas un document Word : enregistrez-le au format .docx") from error
    _check(entries)
    return tuple(_member(content, entry) for entry in entries)


def _check(entries: list[ZipInfo]) -> None:
    names = [entry.filename.lower() for entry in entries]  # names of parts have no case (ECMA-376, part 2, 6.2.2.3)
    if len(entries) > MAX_MEMBERS or len(set(names)) != len(names):
        raise TemplateError("Cette archive contient trop de fichiers, ou deux fois le même : ce n’est pas un gabarit")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise TemplateError("Ce gabarit est trop gros une fois décompressé : allégez-le")
    for entry in entries:
        if _STRAY_NAME.search(entry.filename):
            raise TemplateError(
                "Cette archive contient un fichier qui n’est pas d’un document Word : recréez-la avec Word"
            )
        if entry.flag_bits & 0x1:
            raise TemplateError("Ce gabarit est protégé par un mot de passe : retirez-le", partie=entry.filename)
        if entry.compress_type not in (_STORED, _DEFLATED):
            raise _damaged()
        if entry.file_size > RATIO_FLOOR and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise TemplateError("Cette partie est compressée comme un piège : refusée", partie=entry.filename)


def _member(content: bytes, entry: ZipInfo) -> Member:
    """Cut a member out of its archive."""
    try:
        fields = _LOCAL.unpack_from(content, entry.header_offset)
    except struct.error as error:
        raise _damaged() from error
    start = entry.header_offset + _LOCAL.size + fields[9] + fields[10]
    data = content[start : start + entry.compress_size]
    if fields[0] != b"PK\x03\x04" or len(data) != entry.compress_size:
        raise _damaged()
    return Member(entry.filename, entry.compress_type, entry.CRC, entry.file_size, data)


def _damaged() -> TemplateError:
    return TemplateError("Ce fichier est abîmé : enregistrez-le à nouveau avec Word")


class Prefix(NamedTuple):
    """The start of an archive, written once for all renders: its members, and their part of the directory."""

    members: bytes
    directory: bytes
    length: int


def write_prefix(members: Iterable[Member]) -> Prefix:
    """Write the members that no render changes."""
    files, directory, count = [], [], 0
    offset = 0
    for member in members:
        local, central = _headers(member, offset)
        files += [local, member.data]
        directory.append(central)
        offset += len(local) + len(member.data)
        count += 1
    return Prefix(b"".join(files), b"".join(directory), count)


def write_archive(prefix: Prefix, members: Iterable[Member]) -> bytes:
    """Write an archive: what was written once, then the members of this render."""
    files, directory = [prefix.members], [prefix.directory]
    offset, count = len(prefix.members), prefix.length
    for member in members:
        local, central = _headers(member, offset)
        files += (local, member.data)
        directory.append(central)
        offset += len(local) + len(member.data)
        count += 1
    size = sum(map(len, directory))
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)
    return b"".join((*files, *directory, end))


def append(archive: bytes, member: Member) -> bytes:
    """Add a file at the end of an archive that ``write_archive`` wrote, without reading what it holds."""
    _, _, _, count, _, size, directory, _ = _END.unpack(archive[-_END.size :])
    local, central = _headers(member, directory)
    end = _END.pack(
        b"PK\x05\x06", 0, 0, count + 1, count + 1, size + len(central), directory + len(local) + len(member.data), 0
    )
    return b"".join((archive[:directory], local, member.data, archive[directory : directory + size], central, end))


def _headers(member: Member, offset: int) -> tuple[bytes, bytes]:
    """Write the two headers of a member: the one before its data, and its entry in the directory."""
    name = member.name.encode()
    flags = 0 if name.isascii() else _UTF8_NAMES
    packed = len(member.data)
    method, checksum, size = member.method, member.checksum, member.size
    local = _LOCAL.pack(b"PK\x03\x04", _VERSION, flags, method, 0, _DATE, checksum, packed, size, len(name), 0)
    central = _CENTRAL.pack(
        b"PK\x01\x02",
        _VERSION,
        _VERSION,
        flags,
        method,
        0,
        _DATE,
        checksum,
        packed,
        size,
        len(name),
        0,
        0,
        0,
        0,
        0,
        offset,
    )
    return local + name, central + name
