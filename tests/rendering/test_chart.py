"""The chart of target against result: one layout, a vector and a picture, readable by all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageStat

from cllaj_docs.rendering.chart import BarChart, BarRow, Drawing, Line, Rect, Text, TextStyle, lay_out, to_svg
from cllaj_docs.rendering.chart_picture import RESOLUTION, ChartPainter

SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]

LABELS = st.lists(
    st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzéèœÉWM’-0123456789%&<"), min_size=1, max_size=25),
    min_size=1,
    max_size=15,
).map(" ".join)
VALUES = st.none() | st.integers(0, 10**9) | st.decimals(0, 10**8, places=2, allow_nan=False, allow_infinity=False)
CHARTS = st.integers(1, 2).flatmap(
    lambda series: st.lists(
        st.builds(BarRow, LABELS, st.tuples(*[VALUES] * series)),
        min_size=1,
        max_size=6,
    ).map(lambda rows: BarChart("t", "a", ("Cible", "Résultat")[:series], tuple(rows)))
)


def boxes(drawing: Drawing, fonts: Mapping[str, bytes]) -> list[Box]:
    """The room that each text and bar takes, measured with the real fonts: left, top, right, bottom, in mm."""
    size = 100
    faces = {style: ImageFont.truetype(BytesIO(data), size) for style, data in fonts.items()}
    found: list[Box] = []
    for shape in drawing.shapes:
        if isinstance(shape, Rect):
            found.append((shape.x, shape.y, shape.x + shape.width, shape.y + shape.height))
        elif isinstance(shape, Text):
            width = faces[shape.style].getlength(shape.content) / size * shape.size
            left = shape.x - width if shape.anchor == "end" else shape.x
            found.append((left, shape.y - 0.75 * shape.size, left + width, shape.y + 0.22 * shape.size))
    return found


@given(drawn=CHARTS)
@settings(max_examples=60)
def test_nothing_overlaps_and_all_is_inside(
    drawn: BarChart, charte: Mapping[str, Any], fonts: Mapping[str, bytes]
) -> None:
    drawing = lay_out(drawn, charte)
    placed = boxes(drawing, fonts)
    for left, top, right, bottom in placed:
        assert left >= -0.01
        assert top >= -0.01
        assert right <= drawing.width_mm
        assert bottom <= drawing.height_mm
    for (left, top, right, bottom), (other_left, other_top, other_right, other_bottom) in combinations(placed, 2):
        apart = right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
        assert apart, drawn


@given(drawn=CHARTS)
@settings(max_examples=60)
def test_labels_are_wrapped_and_never_cut(drawn: BarChart, charte: Mapping[str, Any]) -> None:
    printed = "".join(shape.content for shape in lay_out(drawn, charte).shapes if isinstance(shape, Text))
    for row in drawn.rows:
        assert "".join(row.label.split()) in "".join(printed.split())


def bars(drawing: Drawing, chart: BarChart) -> list[float]:
    return [shape.width for shape in drawing.shapes if isinstance(shape, Rect)][len(chart.series) :]


def texts(drawing: Drawing) -> list[str]:
    return [shape.content for shape in drawing.shapes if isinstance(shape, Text)]


def one(value: int | Decimal | None, **more: Any) -> BarChart:
    return BarChart("t", "a", ("Résultat",), (BarRow("x", (value,)), BarRow("y", (10,))), **more)


def test_unknown_is_said_and_zero_is_shown(charte: Mapping[str, Any]) -> None:
    unknown, zero = lay_out(one(None), charte), lay_out(one(0), charte)
    assert "non connu" in texts(unknown)
    assert "0" not in texts(unknown)
    assert "0" in texts(zero)
    assert "non connu" not in texts(zero)
    assert len(bars(unknown, one(None))) == len(bars(zero, one(0))) == 1
    assert texts(lay_out(BarChart("t", "", ("R",), (BarRow("x", (None,)),)), charte))[-1] == "non connu"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0, "", "0"),
        (1234567, "", "1\u202f234\u202f567"),
        (Decimal("92.5"), "%", "92,5\u00a0%"),
        (Decimal("20000.00"), "€", "20\u202f000,00\u00a0€"),
        (Decimal("1E+3"), "", "1\u202f000"),
    ],
)
def test_figures_are_french(value: int | Decimal, unit: str, expected: str, charte: Mapping[str, Any]) -> None:
    assert expected in texts(lay_out(one(value, unit=unit), charte))


def test_bars_are_in_proportion_and_the_smallest_is_seen(charte: Mapping[str, Any]) -> None:
    rows = tuple(BarRow("x", (value,)) for value in (500_000, 1_000_000, 1))
    chart = BarChart("t", "a", ("R",), rows)
    half, whole, least = bars(lay_out(chart, charte), chart)
    assert half == pytest.approx(whole / 2)
    assert 0 < least < whole / 100
    axis = next(shape for shape in lay_out(chart, charte).shapes if isinstance(shape, Line))
    assert {shape.x for shape in lay_out(chart, charte).shapes if isinstance(shape, Rect)} == {axis.x}


def test_what_is_printed_may_be_given(charte: Mapping[str, Any]) -> None:
    chart = BarChart("t", "a", ("C", "R"), (BarRow("x", (4, None), (None, "secret statistique")),))
    assert texts(lay_out(chart, charte))[-2:] == ["4", "secret statistique"]
    assert "R secret statistique" in chart.description()


def test_svg_says_what_it_shows(chart: BarChart, charte: Mapping[str, Any]) -> None:
    root = etree.fromstring(to_svg(chart, charte, ident="g1"))
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (title.get("id"), desc.get("id"))
    assert title.text == "Cibles et résultats\u00a0: toutes les cibles connues sont atteintes, sauf une."
    assert "Jeunes reçus\u00a0: Cible 240, Résultat 263\u202f; Jeunes accompagnés\u00a0: Cible 110, Résultat 0" in str(
        desc.text
    )
    assert {etree.QName(element).localname for element in root.iter()} == {
        "svg",
        "title",
        "desc",
        "rect",
        "text",
        "line",
    }
    assert root.get("viewBox") == f"0 0 166 {lay_out(chart, charte).height_mm:g}"


def test_svg_escapes(charte: Mapping[str, Any]) -> None:
    hostile = BarChart("</title>&", '"<x>', ("<C>",), (BarRow("Terres & Mers <Lens>", (1,)),))
    root = etree.fromstring(to_svg(hostile, charte))
    assert root[0].text == '</title>&\u00a0: "<x>'
    assert "".join(map(str, root.itertext())).count("Terres & Mers <Lens>") == 2


def test_the_picture_is_at_print_resolution_and_reproducible(
    chart: BarChart, charte: Mapping[str, Any], fonts: Mapping[TextStyle, bytes]
) -> None:
    painter = ChartPainter(charte, fonts)
    first = painter.paint(chart)
    assert first == painter.paint(replace(chart)) == ChartPainter(charte, fonts).paint(chart)
    drawing = lay_out(chart, charte)
    with Image.open(BytesIO(first)) as image:
        assert image.size == (
            round(drawing.width_mm * RESOLUTION / 25.4),
            round(drawing.height_mm * RESOLUTION / 25.4),
        )
        assert image.info["dpi"] == pytest.approx((RESOLUTION, RESOLUTION), abs=0.1)
        colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 24) or []}
    assert (20, 66, 107) in colours
    assert (123, 136, 150) in colours


@given(drawn=CHARTS)
@settings(max_examples=25, deadline=None)
def test_the_picture_is_what_any_program_would_draw(
    drawn: BarChart, charte: Mapping[str, Any], fonts: Mapping[TextStyle, bytes]
) -> None:
    with Image.open(BytesIO(ChartPainter(charte, fonts).paint(drawn))) as picture:
        found = picture.convert("RGB")
    expected = painted(lay_out(drawn, charte), float(charte["taille"]["tableau"]), fonts)
    assert found.size == expected.size
    # Half a pixel apart at most, since our texts start on a whole one: blurred, the two are nearly one.
    blurred = [image.filter(ImageFilter.BoxBlur(4)) for image in (found, expected)]
    apart = ImageChops.difference(*blurred).convert("L")
    assert ImageStat.Stat(apart).extrema[0][1] <= 40
    assert ImageStat.Stat(apart).mean[0] <= 0.5


def painted(drawing: Drawing, points: float, fonts: Mapping[TextStyle, bytes]) -> Image.Image:
    """The same drawing, by Pillow alone, shape after shape, in all colours."""
    dots = RESOLUTION / 25.4
    faces = {
        style: ImageFont.truetype(BytesIO(data), points * RESOLUTION / 72, layout_engine=ImageFont.Layout.BASIC)
        for style, data in fonts.items()
    }
    image = Image.new("RGB", (round(drawing.width_mm * dots), round(drawing.height_mm * dots)), "white")
    canvas = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Text):
            anchor = "rs" if shape.anchor == "end" else "ls"
            canvas.text((shape.x * dots, shape.y * dots), shape.content, shape.fill, faces[shape.style], anchor)
        elif isinstance(shape, Line):
            x = round(shape.x * dots)
            canvas.line((x, round(shape.top * dots), x, round(shape.bottom * dots)), shape.stroke, 2)
        else:
            left, top = round(shape.x * dots), round(shape.y * dots)
            right, bottom = round((shape.x + shape.width) * dots), round((shape.y + shape.height) * dots)
            box = (left, top, max(left, right - 1), max(top, bottom - 1))
            canvas.rectangle(box, shape.fill, shape.stroke, 2)
    return image


def test_series_differ_in_black_and_white(charte: Mapping[str, Any]) -> None:
    def lightness(colour: str) -> int:
        return Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))  # type: ignore[return-value]

    assert lightness(charte["couleur"]["cible"]) - lightness(charte["couleur"]["resultat"]) > 60


@pytest.mark.parametrize(
    ("series", "rows", "message"),
    [
        ((), (BarRow("x", ()),), "une ou deux séries"),
        (("a", "b", "c"), (BarRow("x", (1, 2, 3)),), "une ou deux séries"),
        (("a",), (), "de 1 à 40 lignes, et non 0"),
        (("a",), (BarRow("x", (1, 2)),), "« x » : il faut une valeur par série"),
        (("a",), (BarRow("x", (-1,)),), "ne peut pas montrer -1"),
        (("a",), (BarRow("x", (Decimal("NaN"),)),), "ne peut pas montrer NaN"),
        (("a",), (BarRow("x", (10**15,)),), "ne peut pas montrer 1000000000000000"),
        (("a",), (BarRow("x", (Decimal("1E-9"),)),), "ne peut pas montrer 1E-9"),
    ],
)
def test_charts_that_cannot_be(series: tuple[str, ...], rows: tuple[BarRow, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        BarChart("t", "a", series, rows)


def test_texts_that_leave_no_room(charte: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="trop long pour le bout d’une barre"):
        lay_out(BarChart("t", "a", ("R",), (BarRow("x", (1,), ("m" * 40,)),)), charte)
    with pytest.raises(ValueError, match="trop long pour la légende"):
        lay_out(BarChart("t", "a", ("R " * 90,), (BarRow("x", (1,)),)), charte)
