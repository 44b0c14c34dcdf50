"""The two ways of reading a sheet give the same rows, and hostile files cost nothing."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import as_xlsx, grids_as_ods, ods_of, sheet_xlsx, small_table, zipped

from cllaj_docs.errors import WorkbookError
from cllaj_docs.reporting.archive import Archive, Stream
from cllaj_docs.reporting.files import open_workbook
from cllaj_docs.reporting.reading import read_tableau
from cllaj_docs.reporting.sheet_xml import (
    RawRow,
    UnusualError,
    column_letters,
    column_rank,
    ordinary_rows,
    ordinary_texts,
    tree_rows,
    tree_texts,
)
from cllaj_docs.reporting.values import Row, Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def stream(data: str, root: str = "worksheet") -> Stream:
    return Stream(io.BytesIO(f'<{root} xmlns="{MAIN}">{data}</{root}>'.encode()))


def rows_of(content: bytes) -> list[tuple[int, list[Any]]]:
    book = open_workbook(content)
    return [(row[0], by_rank(book, row)) for _, rows in book.sheets() for row in rows]


def by_rank(book: Workbook, row: Row) -> list[Any]:
    """Give the values of a row, one for each column up to the last that holds something."""
    found = {rank: value for rank, value in map(book.decode, row[1]) if value is not None}
    return [found.get(rank) for rank in range(max(found, default=-1) + 1)]


TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=8)
CELLS = st.sampled_from(
    [
        '<c r="{}"/>',
        '<c r="{}" s="3"/>',
        '<c r="{}"><v>12</v></c>',
        '<c r="{}" s="1" t="s"><v>0</v></c>',
        '<c r="{}" t="b"><v>1</v></c>',
        '<c r="{}" t="str"><f>A1&amp;"x"</f><v>ax</v></c>',
        '<c r="{}"><f t="shared" ref="A1:A2" si="0">B1</f><v>3</v></c>',
        '<c r="{}"><f t="shared" si="0"/><v>3</v></c>',
        '<c r="{}" t="inlineStr"><is><t xml:space="preserve"> {text} </t></is></c>',
        '<c r="{}" t="str"><v>{text}</v></c>',
        '<c r="{}" t="e"><v>#N/A</v></c>',
    ]
)


@given(st.lists(st.lists(st.tuples(CELLS, TEXTS), max_size=5), max_size=6), st.integers(1, 3))
def test_both_ways_give_the_same_rows(rows: list[list[tuple[str, str]]], step: int) -> None:
    data = "".join(
        f'<row r="{number * step}" spans="1:5">'
        + "".join(
            cell.format(f"{column_letters(rank)}{number * step}", text=escape(text))
            for rank, (cell, text) in enumerate(cells, start=1)
        )
        + "</row>"
        for number, cells in enumerate(rows, start=1)
    )
    data = f"<sheetData>{data}</sheetData>"

    def judged(rows: Iterable[RawRow]) -> list[Any]:
        """Say of each cell all but how its formula is written; a tree unescapes < and >, bytes do not."""
        return [
            (
                number,
                [
                    (column, attributes, bool(formula), value.replace(b"&lt;", b"<").replace(b"&gt;", b">"))
                    for column, attributes, formula, value in cells
                ],
            )
            for number, cells in rows
        ]

    assert judged(chain.from_iterable(ordinary_rows(stream(data)))) == judged(tree_rows(stream(data)))


@given(st.lists(TEXTS, max_size=6))
def test_both_ways_give_the_same_texts(texts: list[str]) -> None:
    data = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    tree = [text.replace(b"<", b"&lt;").replace(b">", b"&gt;") for text in tree_texts(stream(data, "sst"))]
    try:
        assert list(chain.from_iterable(ordinary_texts(stream(data, "sst")))) == tree
    except UnusualError:
        assert not texts


@pytest.mark.parametrize(
    "data",
    [
        '<sheetData><!-- <row r="9"/> --><row r="1"><c r="A1"><v>7</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v><![CDATA[7]]></v></c></row></sheetData>',
        "<sheetData><row><c><v>7</v></c></row></sheetData>",
        "<sheetData><row r='1'><c r='A1'><v>7</v></c></row></sheetData>",
        '<sheetData\n><row\nr="1"><c t="n" r="A1"><v>7</v></c></row></sheetData>',
        f'<x:sheetData xmlns:x="{MAIN}"><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData>',
        '<sheetData><row ht=\' r="4"\' r="1"><c r="A1"><v>7</v><extLst/></c></row></sheetData>',
    ],
)
def test_unusual_writings_are_read_as_xml(data: str) -> None:
    assert rows_of(sheet_xlsx(data)) == [(1, [7])]


def test_a_file_that_turns_unusual_half_way_loses_no_row() -> None:
    usual = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 20_001))
    data = f"<sheetData>{usual}<row r='20001'><c r='A20001'><v>20001</v></c></row></sheetData>"
    assert [row[0] for row in rows_of(sheet_xlsx(data))] == list(range(1, 20_002))


def test_texts_keep_every_character() -> None:
    texts = (
        "<si><r><t>a</t></r><r><rPr><b/></rPr><t xml:space='preserve'> b</t></r><rPh sb='0' eb='1'><t>zz</t></rPh></si>"
    )
    data = (
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><v>&#233;&amp;&lt;_x0041_</v></c>'
        '<c r="D1" t="inlineStr"><is><t>x&gt;y</t></is></c></row></sheetData>'
    )
    assert rows_of(sheet_xlsx(data, texts)) == [(1, ["a b", "é&<A", None, "x>y"])]


@given(st.integers(1, 20_000))
def test_letters_of_columns(rank: int) -> None:
    assert column_rank(column_letters(rank)) == rank


NAMES = "".join(
    f'<c r="{letter}1" t="str"><v>{name}</v></c>'
    for letter, name in zip("ABCDE", ("date", "type", "id_jeune", "sens", "id_action"), strict=True)
)


def _row(number: int) -> str:
    return f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>'


class TestHostileFiles:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"PK",
            b"not a zip",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
            zipped({"x": b"y"}),
            zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            ods_of("<office:spreadsheet>") ,
            sheet_xlsx("<sheetData><row r='1'>"),
            sheet_xlsx('<sheetData><row r="1"><c r="A1" t="s"><v>5</v></c></row></sheetData>'),
            sheet_xlsx('<sheetData><row r="1"><c r="A1"><v>douze</v></c></row></sheetData>'),
            sheet_xlsx(f'<sheetData><row r="1">{NAMES}</row>{_row(3)}{_row(2)}</sheetData>'),
            sheet_xlsx(f'<sheetData><row r="1">{NAMES}</row>{_row(2_000_000)}</sheetData>'),
        ],
    )  # fmt: skip
    def test_damage_is_one_error(self, content: bytes) -> None:
        with pytest.raises(WorkbookError):
            read_tableau(content)

    def test_cells_far_apart_cost_nothing(self) -> None:
        far = '<c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>'
        with pytest.raises(WorkbookError, match="trop large"):
            read_tableau(sheet_xlsx(f'<sheetData><row r="1">{NAMES}</row><row r="2">{far}</row></sheetData>'))

    def test_a_style_far_right_is_no_cell(self) -> None:
        data = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="2"/></row></sheetData>'
        assert rows_of(sheet_xlsx(data)) == [(1, [1])]

    def test_entities_are_not_expanded(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("secret")
        declared = f'<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "{secret.as_uri()}">'
        data = '<sheetData><row r="1"><c r="A1" t="str"><v>&b;&f;</v></c></row></sheetData>'
        sheet = f'<!DOCTYPE worksheet [{declared}]><worksheet xmlns="{MAIN}">{data}</worksheet>'
        members = {"xl/worksheets/sheet1.xml": sheet.encode()}
        content = replaced(sheet_xlsx("<sheetData/>"), members)
        try:
            assert "secret" not in repr(rows_of(content))
            assert "aaaa" not in repr(rows_of(content))
        except WorkbookError:
            pass

    @pytest.mark.parametrize(
        ("row", "cell"), [('table:number-rows-repeated="99999999"', ""), ("", 'table:number-columns-repeated="16384"')]
    )
    def test_ods_cells_repeated_without_end(self, row: str, cell: str) -> None:
        cells = f'<table:table-cell {cell} office:value-type="string"><text:p>x</text:p></table:table-cell>'
        with pytest.raises(WorkbookError):
            read_tableau(ods_table(f"<table:table-row {row}>{cells}</table:table-row>"))

    def test_a_bomb_is_not_unpacked(self) -> None:
        content = replaced(sheet_xlsx("<sheetData/>"), {"xl/worksheets/sheet1.xml": b" " * (100 * 2**20)})
        with pytest.raises(WorkbookError, match="piège"):
            read_tableau(content)

    def test_cut_anywhere_it_is_one_error(self) -> None:
        content = as_xlsx(small_table())
        for length in range(0, len(content), 97):
            with pytest.raises(WorkbookError):
                read_tableau(content[:length])


def replaced(content: bytes, members: dict[str, bytes]) -> bytes:
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(content)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return zipped(kept | members)


def ods_table(rows: str) -> bytes:
    return ods_of(f'<office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet>')


def _cell(attributes: str, shown: str) -> str:
    return f"<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>"


class TestOds:
    def test_values_of_every_type(self) -> None:
        cells = [
            _cell('office:value-type="float" office:value="3.5"', "3,5"),
            _cell('office:value-type="boolean" office:boolean-value="true"', "VRAI"),
            _cell('office:value-type="time" office:time-value="PT01H30M00S"', "01:30"),
            "<table:covered-table-cell/>",
            '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>'
            '<text:p>a<text:s text:c="2"/>b <text:span>c</text:span></text:p><text:p>d</text:p></table:table-cell>',
            _cell('table:formula="of:=1+1" office:value-type="float" office:value="2"', "2"),
        ]
        content = ods_table(
            '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
            f"<table:table-header-rows><table:table-row>{''.join(cells)}</table:table-row></table:table-header-rows>"
        )
        ((number, found),) = rows_of(content)
        assert number == 3
        assert [repr(value) for value in found] == [
            "3.5",
            "'vrai'",
            "datetime.timedelta(seconds=5400)",
            "None",
            "'a  b c\\nd'",
            "Formula(value=2)",
        ]

    def test_sheets_one_after_the_other(self) -> None:
        content = grids_as_ods({"A": [["a"], ["b"]], "B": [], "C": [["c"]]})
        book = open_workbook(content)
        assert [(name, [by_rank(book, row) for row in rows]) for name, rows in book.sheets()] == [
            ("A", [["a"], ["b"]]),
            ("B", []),
            ("C", [["c"]]),
        ]

    def test_a_sheet_that_is_passed_over(self) -> None:
        content = grids_as_ods({"A": [["a"], ["b"]], "B": [["c"]]})
        assert [name for name, _ in open_workbook(content).sheets()] == ["A", "B"]


def test_archive_refuses_what_it_cannot_check() -> None:
    content = bytearray(zipped({"a": b"x" * 100}))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1  # the flag of an encrypted member
    with pytest.raises(WorkbookError, match="mot de passe"):
        Archive(bytes(content))
