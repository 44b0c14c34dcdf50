"""The styles part: only the styles that the documents use, all from the charter, on one scale of spaces.

Spaces are those of the style sheet of HTML and PDF, less what Word adds: it sums the space after a paragraph and the
one before the next, where a browser keeps the greater.
"""

from __future__ import annotations

from tools.word_templates.charte import Charte
from tools.word_templates.numbering import BULLETS, HANGING, INDENT, NUMBER_HANGING
from tools.word_templates.wml import (
    TWIPS_PER_POINT,
    W,
    cell_properties,
    half_points,
    paragraph_properties,
    run_properties,
    table_properties,
    twips,
    w,
)

_HEADING_LINE = 1.2
_TABLE_LINE = 1.25
_FONT_LINE = 1.326  # what the font of the charter takes for a line, in em
_SINGLE = 240  # Word's unit for a share of that line
_THIN, _THICK, _BAR = 4, 14, 27  # lines, in eighths of a point
_LATENT = {
    "defLockedState": 0,
    "defUIPriority": 99,
    "defSemiHidden": 1,
    "defUnhideWhenUsed": 0,
    "defQFormat": 0,
    "count": 376,
}


def styles(charte: Charte) -> str:
    """Write the part."""
    parts = [
        _defaults(charte),
        w("latentStyles", **_LATENT),
        *_built_in(charte),
        *_headings(charte),
        *_roles(charte),
        *_cells(charte),
        *_characters(charte),
        *_tables(charte),
    ]
    return f'<w:styles xmlns:w="{W}">{"".join(parts)}</w:styles>'


def _defaults(charte: Charte) -> str:
    font = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), charte.famille)
    run = run_properties(
        w("rFonts", **font),
        w("color", val=charte.couleur["texte"]),
        _size(charte.taille["corps"]),
        w("lang", val="fr-FR", eastAsia="fr-FR", bidi="fr-FR"),
    )
    spacing = _spacing(after=0, line=charte.taille["interligne"] * charte.taille["corps"])
    paragraph = paragraph_properties(w("widowControl"), spacing)
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault", paragraph))


def _built_in(charte: Charte) -> list[str]:
    """Word's own styles that are not headings."""
    secondary = w("color", val=charte.couleur["secondaire"])
    note = charte.taille["note"]
    small = [secondary, _size(note)]
    bulleted, numbered = (w("ind", left=INDENT, hanging=hanging) for hanging in (HANGING, NUMBER_HANGING))
    bullets = w("numPr", w("numId", val=BULLETS))
    caption = [w("color", val=charte.couleur["principale"]), _bold(), _size(charte.taille["tableau"])]
    return [
        _paragraph("Normal", "Normal", base="", paragraph=[_spacing(after=2)], priority=0),
        _paragraph("ListBullet", "List Bullet", paragraph=[_spacing(after=1), bullets, bulleted], priority=10),
        _paragraph("ListNumber", "List Number", paragraph=[_spacing(after=1), numbered], priority=10),
        _paragraph("Caption", "caption", paragraph=[w("keepNext"), _spacing(before=1, after=1.2)], run=caption),
        _paragraph("Header", "header", paragraph=[_spacing(after=0, line=note * _TABLE_LINE)], run=small, priority=99),
        _paragraph(
            "Footer",
            "footer",
            paragraph=[_footer_rule(charte), _spacing(after=0, line=note * _TABLE_LINE)],
            run=small,
            priority=99,
        ),
    ]


def _footer_rule(charte: Charte) -> str:
    return w("pBdr", w("top", val="single", sz=_THIN, space=3, color=charte.couleur["filet"]))


def _headings(charte: Charte) -> list[str]:
    rule = w("pBdr", w("bottom", val="single", sz=_THIN, space=2, color=charte.couleur["filet"]))
    size = charte.taille
    levels: tuple[tuple[int, float, str, float, float, list[str]], ...] = (
        # rank, size, colour, space before and after in mm, own properties
        (1, size["niveau_1"], "principale", 4, 2, [rule]),
        (2, size["niveau_2"], "principale", 2.5, 1.5, []),
        (3, size["niveau_3"], "principale", 1.5, 1, []),
        (4, size["corps"], "texte", 1, 1, []),
    )
    title = [w("keepNext"), w("keepLines"), _spacing(before=3, after=2, line=size["titre"] * _HEADING_LINE), _centred()]
    return [
        _paragraph(
            "Title", "Title", paragraph=title, run=_heading(charte, "principale", size["titre"]), following=True
        ),
        *(
            _paragraph(
                f"Heading{rank}",
                f"heading {rank}",
                paragraph=[
                    w("keepNext"),
                    w("keepLines"),
                    _spacing(before=before, after=after, line=points * _HEADING_LINE),
                    w("outlineLvl", val=rank - 1),
                    *own,
                ],
                run=_heading(charte, color, points),
                following=True,
                priority=9,
            )
            for rank, points, color, before, after, own in levels
        ),
    ]


def _heading(charte: Charte, color: str, points: float) -> list[str]:
    return [_bold(), w("color", val=charte.couleur[color]), _size(points)]


def _roles(charte: Charte) -> list[str]:
    """Our own paragraphs: what a convention or a letter is made of."""
    size = charte.taille
    hung = w("ind", left=twips(8), hanging=twips(8))
    half = w("ind", left=charte.text_width // 2)
    secondary = w("color", val=charte.couleur["secondaire"])
    centred = [_centred()]
    return [
        _paragraph(
            "SousTitre",
            "Sous-titre du document",
            paragraph=[_spacing(after=4), *centred],
            run=[secondary, _size(size["niveau_2"])],
        ),
        _paragraph("Logo", "Logo", paragraph=[w("keepNext"), _spacing(after=2.5)]),
        _paragraph(
            "Organisme",
            "Nom de l’organisme",
            paragraph=[w("keepNext"), _spacing(after=1, line=size["niveau_2"] * _HEADING_LINE)],
            run=_heading(charte, "principale", size["niveau_2"]),
        ),
        _paragraph("Destinataire", "Destinataire", paragraph=[_spacing(after=6), half]),
        _paragraph("Visa", "Visa", paragraph=[hung]),
        _paragraph("Considerant", "Considérant", paragraph=[hung]),
        _paragraph("Partie", "Partie à la convention", paragraph=[w("ind", left=twips(8))]),
        _paragraph("Encadre", "Encadré", paragraph=_boxed(charte)),
        _paragraph("Note", "Note", run=[secondary, _size(size["note"])]),
        _paragraph("Mention", "Mention en italique", run=[w("i") + w("iCs")]),
        _paragraph("Centre", "Centré", paragraph=[_spacing(after=4), *centred]),
        _paragraph("Droite", "Aligné à droite", paragraph=[w("jc", val="right")]),
        _paragraph("Figure", "Figure", paragraph=[_spacing(before=1, after=1.5), *centred]),
        _paragraph(
            "Legende",
            "Légende de figure",
            paragraph=[_spacing(after=4), *centred],
            run=[secondary, _size(size["note"])],
        ),
        _paragraph(
            "Espace",
            "Espace sous un tableau",
            paragraph=[_spacing(after=0, line=3 * 72 / 25.4, rule="exact")],
            priority=99,
        ),
        _paragraph(
            "Balise",
            "Balise",
            paragraph=[_spacing(after=0, line=size["note"])],
            run=[w("noProof"), w("color", val=charte.couleur["cible"]), _size(size["note"] - 1)],
            priority=99,
        ),
    ]


def _boxed(charte: Charte) -> list[str]:
    """Describe a tinted box with a bar on its left: lines of the tint's own colour make the white around the text."""
    tint = charte.couleur["fond_encadre"]
    around = {side: w(side, val="single", sz=_THIN, space=space, color=tint) for side, space in _BOX_PADDING}
    bar = w("left", val="single", sz=_BAR, space=10, color=charte.couleur["principale"])
    return [
        w("keepLines"),
        w("pBdr", around["top"], bar, around["bottom"], around["right"]),
        w("shd", val="clear", color="auto", fill=tint),
        _spacing(before=3, after=5),
        w("ind", left=twips(4.8), right=twips(4)),
    ]


_BOX_PADDING = (("top", 7), ("bottom", 7), ("right", 10))


def _cells(charte: Charte) -> list[str]:
    size = charte.taille["tableau"]
    # A share of the font's own line: less than it asks for, as in the style sheet, whichever font stands for it.
    tabular = w("spacing", after=twips(1), line=round(_SINGLE * _TABLE_LINE / _FONT_LINE), lineRule="auto")
    blue = w("color", val=charte.couleur["principale"])
    return [
        _paragraph("Cellule", "Cellule", paragraph=[tabular], run=[_size(size)], priority=20),
        _paragraph(
            "CelluleEntete",
            "Cellule d’en-tête",
            base="Cellule",
            paragraph=[w("keepNext")],
            run=[_bold(), blue],
            priority=20,
        ),
        _paragraph("CelluleLibelle", "Cellule de libellé", base="Cellule", run=[_bold()], priority=20),
        _paragraph(
            "CelluleMontant", "Cellule de montant", base="Cellule", paragraph=[w("jc", val="right")], priority=20
        ),
        _paragraph("Bloc", "Bloc d’adresse ou de signature", paragraph=[_spacing(after=0.8)], priority=20),
    ]


def _characters(charte: Charte) -> list[str]:
    link = run_properties(w("color", val=charte.couleur["principale"]), w("u", val="single"))
    blank = run_properties(w("color", val=charte.couleur["secondaire"]))
    return [
        _style(
            "character",
            "DefaultParagraphFont",
            "Default Paragraph Font",
            w("uiPriority", val=1),
            w("semiHidden"),
            w("unhideWhenUsed"),
            default=True,
        ),
        _style(
            "character",
            "Hyperlink",
            "Hyperlink",
            w("basedOn", val="DefaultParagraphFont"),
            w("uiPriority", val=99),
            w("unhideWhenUsed"),
            link,
        ),
        _style(
            "character",
            "Champ",
            "Champ à remplir",
            w("basedOn", val="DefaultParagraphFont"),
            w("uiPriority", val=99),
            blank,
        ),
        _style(
            "numbering",
            "NoList",
            "No List",
            w("uiPriority", val=99),
            w("semiHidden"),
            w("unhideWhenUsed"),
            default=True,
        ),
    ]


def _tables(charte: Charte) -> list[str]:
    rule, blue = charte.couleur["filet"], charte.couleur["principale"]
    grid = _borders(*(_line(side, _THIN, rule) for side in ("top", "left", "bottom", "right", "insideH", "insideV")))
    letterhead = _borders(_line("bottom", _THICK, blue))
    narrow = _margins(top=1.1, sides=2, bottom=0.1)
    header = w("tblStylePr", _filled(charte.couleur["fond_entete"]), type="firstRow")
    label = w("tblStylePr", _filled(charte.couleur["fond_encadre"]), type="firstCol")
    plain = _style(
        "table",
        "TableNormal",
        "Normal Table",
        w("uiPriority", val=99),
        w("semiHidden"),
        w("unhideWhenUsed"),
        table_properties(w("tblInd", w=0, type="dxa"), _margins(top=0, sides=1.9, bottom=0)),
        default=True,
    )
    return [
        plain,
        _table("Tableau", "Tableau", grid, narrow, header),
        _table("Fiche", "Fiche", grid, narrow, label),
        _table("Cartouche", "Cartouche", letterhead, _margins(top=0, sides=0, bottom=2.2)),
        _table("Signatures", "Signatures", grid, _margins(top=2, sides=3, bottom=1.2)),
    ]


def _table(style_id: str, name: str, borders: str, margins: str, *conditional: str) -> str:
    whole = table_properties(w("tblInd", w=0, type="dxa"), borders, margins)
    return _style(
        "table",
        style_id,
        name,
        w("basedOn", val="TableNormal"),
        w("uiPriority", val=20),
        w("qFormat"),
        whole,
        *conditional,
    )


# What styles are made of


def _paragraph(
    style_id: str,
    name: str,
    *,
    base: str = "Normal",
    paragraph: list[str] | None = None,
    run: list[str] | None = None,
    following: bool = False,
    priority: int = 10,
) -> str:
    """Write a paragraph style; ``following``: a heading, which plain text follows."""
    return _style(
        "paragraph",
        style_id,
        name,
        w("basedOn", val=base) if base else "",
        w("next", val="Normal") if following else "",
        w("uiPriority", val=priority),
        w("qFormat"),
        paragraph_properties(*(paragraph or [])),
        run_properties(*(run or [])),
        default=not base,
    )


def _style(kind: str, style_id: str, name: str, *children: str, default: bool = False) -> str:
    marked = {"default": 1} if default else {}
    return w("style", w("name", val=name), *children, type=kind, **marked, styleId=style_id)


def _spacing(*, before: float | None = None, after: float, line: float | None = None, rule: str = "atLeast") -> str:
    """Write the spaces around a paragraph in millimetres, and the height of its lines in points."""
    attributes: dict[str, object] = {} if before is None else {"before": twips(before)}
    attributes["after"] = twips(after)
    if line is not None:
        attributes |= {"line": round(line * TWIPS_PER_POINT), "lineRule": rule}
    return w("spacing", **attributes)


def _size(points: float) -> str:
    return w("sz", val=half_points(points)) + w("szCs", val=half_points(points))


def _bold() -> str:
    return w("b") + w("bCs")


def _centred() -> str:
    return w("jc", val="center")


def _filled(color: str) -> str:
    return cell_properties(w("shd", val="clear", color="auto", fill=color))


def _borders(*lines: str) -> str:
    return w("tblBorders", *lines)


def _line(side: str, width: int, color: str) -> str:
    return w(side, val="single", sz=width, space=0, color=color)


def _margins(*, top: float, sides: float, bottom: float) -> str:
    """Write the white inside cells, in millimetres. What is under a cell's last paragraph counts as well."""
    return w(
        "tblCellMar",
        w("top", w=twips(top), type="dxa"),
        w("left", w=twips(sides), type="dxa"),
        w("bottom", w=twips(bottom), type="dxa"),
        w("right", w=twips(sides), type="dxa"),
    )
