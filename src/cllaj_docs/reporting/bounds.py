"""What a filled table may cost: it comes from anyone, so nothing is unlimited. A bound that is passed is an error."""

from __future__ import annotations

MAX_FILE = 256 * 2**20
"""Bytes of a file as it is given. A million events take about 60 MB in .xlsx, 100 MB in .csv."""

MAX_MEMBERS = 10_000
"""Members of an archive."""

MAX_MEMBER = 2**31
"""Bytes of one member, unpacked: read as a stream, never held whole."""

MAX_WHOLE = 64 * 2**20
"""Bytes of a member that is held whole (names of sheets, styles)."""

MAX_RATIO = 400
"""Bytes unpacked for one byte packed, in a member of more than ``RATIO_FLOOR`` bytes. Real sheets stay under 60."""

RATIO_FLOOR = 2**24

MAX_SHEETS = 200
"""Sheets of a workbook."""

MAX_ROWS = 2**20
"""Rows of a sheet: what a spreadsheet program can hold."""

MAX_COLUMNS = 200
"""Columns that are read. What lies further right is refused rather than left out."""

MAX_TEXT = 32_767
"""Characters of one cell: what a spreadsheet program can hold."""

MAX_STRINGS = 8_000_000
"""Distinct texts of a workbook."""

MAX_STRING_BYTES = 512 * 2**20
"""Bytes of all of them, as they are written in the file."""

MAX_ELEMENT = 32 * 2**20
"""Bytes of XML in which a row at least must end."""

MAX_HEADER_ROW = 20
"""The row of column names is looked for down to this one."""

MAX_FAULTS = 2_000
"""Faults that an error holds; those that follow are counted."""
