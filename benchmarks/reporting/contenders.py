"""Who reads the table, and what each needs to run. Versions are pinned, so that figures mean something."""

from __future__ import annotations

from benchmarks.word.contenders import Contender

OURS = Contender("cllaj-docs", "here", (("cllaj-docs", ""),), "")
OPENPYXL = Contender("openpyxl", "pip", (("openpyxl", "3.1.5"), ("et_xmlfile", "2.0.0")), "")
_PANDAS = (
    ("pandas", "3.1.1"),
    ("numpy", "2.4.6"),
    ("python-dateutil", "2.9.0.post0"),
    ("six", "1.17.0"),
    ("tzdata", "2026.6"),
)
PANDAS = Contender("pandas", "pip", (*_PANDAS, *OPENPYXL.packages), "")
PANDAS_CALAMINE = Contender("pandas et calamine", "pip", (*_PANDAS, ("python-calamine", "0.9.1")), "")

CONTENDERS = (OURS, OPENPYXL, PANDAS, PANDAS_CALAMINE)
