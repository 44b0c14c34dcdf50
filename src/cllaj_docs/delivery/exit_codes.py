"""What a command returns to the shell. Those that an error of the tree means are told by the error itself."""

from __future__ import annotations

from cllaj_docs.errors import DossierError, OutputError, TemplateError, UsageError

DONE = 0
BLOCKED = 1
"""A finding that blocks, a difference that matters, or a command that was interrupted."""

USAGE = UsageError.exit_code
BAD_DATA = DossierError.exit_code
BAD_TEMPLATE = TemplateError.exit_code
OUTPUT = OutputError.exit_code

READER_GONE = 141
"""What a shell tells of a command whose reader went away, as in « cllaj-docs schema | head »."""
