"""LibreOffice, which reads Word files with other eyes than ours, and fills a form as an operator would."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from conformance.programs import find, run


def to_pdf(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Convert Word files to PDF, by name, in one call with settings of its own; one that is refused is not there."""
    return _converted(documents, "pdf")


def resave_word(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Open Word files and save them again as such, by name."""
    return _converted(documents, "docx")


def _converted(documents: Mapping[str, bytes], kind: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = {folder / f"{rank}.docx": name for rank, name in enumerate(documents)}
        for path, document in paths.items():
            path.write_bytes(documents[document])
        options = (f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless", "--norestore")
        run([find("soffice"), *options, "--convert-to", kind, "--outdir", folder / "saved", *paths], folder)
        written = {document: folder / "saved" / f"{path.stem}.{kind}" for path, document in paths.items()}
        return {document: path.read_bytes() for document, path in written.items() if path.exists()}


_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Form"/></library:library>"""

_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Form" script:language="StarBasic">
Sub Fill(form, cells, target)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim kept(0) As New com.sun.star.beans.PropertyValue
  Dim typed, parts, cell, file, document
  hidden(0).Name = &quot;Hidden&quot;
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(form, &quot;_blank&quot;, 0, hidden())
  file = FreeFile
  Open cells For Input As #file
  Do While Not EOF(file)
    Line Input #file, typed
    parts = Split(typed, Chr(9))
    cell = document.Sheets.getByName(parts(0)).getCellByPosition(CLng(parts(1)), CLng(parts(2)))
    If parts(3) = &quot;n&quot; Then
      cell.setValue(CDbl(parts(4)))
    Else
      cell.setString(parts(4))
    End If
  Loop
  Close #file
  kept(0).Name = &quot;FilterName&quot;
  kept(0).Value = &quot;Calc MS Excel 2007 XML&quot;
  document.storeToURL(target &amp; &quot;.xlsx&quot;, kept())
  kept(0).Value = &quot;calc8&quot;
  document.storeToURL(target &amp; &quot;.ods&quot;, kept())
  document.close(True)
  StarDesktop.terminate()
End Sub
</script:module>"""


def fill(form: bytes, grids: Mapping[str, Sequence[Sequence[object]]], first_row: int) -> dict[str, bytes]:
    """Open a form, type rows of cells in its sheets from a row on (from 0), and save it as .xlsx and as .ods."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        options = (f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless", "--norestore")
        run([find("soffice"), *options, "--terminate_after_init"], folder)  # makes the settings that the macro goes to
        library = folder / "settings" / "user" / "basic" / "Standard"
        (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
        (library / "Form.xba").write_text(_MACRO, encoding="utf-8")
        (folder / "form.xlsx").write_bytes(form)
        (folder / "cells.txt").write_text("".join(_typed(grids, first_row)), encoding="utf-8")
        places = ((folder / "form.xlsx").as_uri(), folder / "cells.txt", (folder / "saved").as_uri())
        arguments = ", ".join(f'"{place}"' for place in places)
        run([find("soffice"), *options, f"macro:///Standard.Form.Fill({arguments})"], folder)
        return {kind: (folder / f"saved.{kind}").read_bytes() for kind in ("xlsx", "ods")}


def _typed(grids: Mapping[str, Sequence[Sequence[object]]], first_row: int) -> list[str]:
    """Write cells for the macro: sheet, column, row, kind, text. Dates are the numbers that they are."""
    lines = []
    for sheet, rows in grids.items():
        for row, cells in enumerate(rows, start=first_row):
            for column, value in enumerate(cells):
                if isinstance(value, datetime.date):
                    lines.append(f"{sheet}\t{column}\t{row}\tn\t{(value - datetime.date(1899, 12, 30)).days}\n")
                elif isinstance(value, int):
                    lines.append(f"{sheet}\t{column}\t{row}\tn\t{value}\n")
                elif value is not None:
                    lines.append(f"{sheet}\t{column}\t{row}\tt\t{value}\n")
    return lines


def resave(content: bytes, kind: str, target: str) -> bytes:
    """Open a workbook of a kind (``xlsx``) and save it as another (``ods``)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / f"workbook.{kind}"
        source.write_bytes(content)
        options = (f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless", "--norestore")
        run([find("soffice"), *options, "--convert-to", target, "--outdir", folder / "saved", source], folder)
        return (folder / "saved" / f"workbook.{target}").read_bytes()
