"""What a template may cost: sizes, depths, amounts of work. A template may come from anyone, so nothing is unlimited.

A bound that is passed is an error that says so; nothing is ever cut short in silence.
"""

from __future__ import annotations

MAX_ARCHIVE = 64 * 2**20
"""Bytes of a template file."""

MAX_MEMBERS = 4096
"""Members of its archive."""

MAX_UNPACKED = 256 * 2**20
"""Bytes of all its members, unpacked."""

MAX_RATIO = 200
"""Bytes unpacked for one byte packed, in a member of more than ``RATIO_FLOOR`` bytes. Word's own XML stays under 60."""

RATIO_FLOOR = 2**20

MAX_XML = 32 * 2**20
"""Bytes of one XML part that is read, unpacked."""

MAX_ELEMENTS = 2**20
"""Elements of one XML part that is read: a page of dense tables has about 2 000."""

MAX_DEPTH = 256
"""Elements inside one another. Word nests about 10 of them for each level of tables or text boxes."""

MAX_TAGS = 50_000
"""Jinja tags of one part."""

MAX_TAG = 20_000
"""Characters of one tag."""

MAX_WORK = 2**27
"""Units of work of one render: one for each character written, ``STEP_WORK`` for each turn of a loop and each call."""

STEP_WORK = 64

WEIGHT = 8
"""Elements or characters that are gone through for one unit of work, by what goes fastest."""

MAX_TEXT = 2**24
"""Characters of one text that a template computes (a text of the data may be longer)."""

MAX_ITEMS = 2**22
"""Elements of one list that a template computes."""

MAX_RANGE = 100_000
"""Numbers of one ``range()``."""

MAX_WIDTH = 10_000
"""Largest width, indent, batch or precision that a template may ask for."""

MAX_BITS = 2**14
"""Bits of one whole number that a template computes."""
