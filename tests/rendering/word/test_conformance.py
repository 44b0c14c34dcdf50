"""What the builder and the engine make is valid, feature by feature; and each judge can say no."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docxtpl import RichText, RichTextParagraph
from rendering.word.packages import NAMESPACES, WML, archive, cell, paragraph, row, run, table
from rendering.word.pictures import picture, png
from rendering.word.test_parity import CASES, Case
from rendering.word.test_values import annex
from word_faults import BODY, STYLES, audit_faults, faults, integrity_faults, reading_faults, story_faults

from cllaj_docs.rendering.markdown import parse, to_word
from cllaj_docs.rendering.word import Image, Paragraphs, SubDocument, WordTemplate
from tools.word_templates.charte import read_charte
from tools.word_templates.package import build, members

TYPES, RELATIONS, CORE = "[Content_Types].xml", "word/_rels/document.xml.rels", "docProps/core.xml"
CHARTE = Path(__file__).resolve().parents[3] / "templates" / "charte.toml"
SOURCE = """\
<article class="document">
<header>{{ titre }}</header>
<footer>page <span class="page"/> sur <span class="pages"/></footer>
<table class="cartouche"><tr><td><p><strong>{{ titre }}</strong></p></td><td>à droite</td></tr></table>
<h1>{{ titre }}</h1>
<p>Un <em>mot</em>, au 1<sup>er</sup> rang, <a href="https://exemple.invalid/?a=1&amp;b=2">un lien</a> :</p>
<ul><li>une chose ;</li><li>une autre.</li></ul>
<h2>Premier titre</h2>
<ol><li>un</li></ol>
{% for rang in rangs %}<ol><li>{{ rang }}</li></ol>{% endfor %}
<h3>Sous-titre</h3>
<table>
<caption>Comptes de {{ titre }}</caption>
<thead><tr><th>Rubrique</th><th class="montant">Prévu</th></tr></thead>
<tbody>
<tr><td colspan="2"><strong>Groupe</strong></td></tr>
{% for rang in rangs %}<tr><td>{{ rang }}</td><td class="montant">{{ rang }}</td></tr>{% endfor %}
</tbody>
</table>
<table><tr><td>sans titre</td></tr></table>
<table><thead><tr><th>Mois</th>{% for rang in rangs %}<th>{{ rang }}</th>{% endfor %}</tr></thead>
<tbody><tr><td>Nombre</td>{% for rang in rangs %}<td>{{ rang }}</td>{% endfor %}</tr></tbody></table>
<table class="fiche"><tr><th>Nom</th><td>{{ titre }}</td></tr></table>
<div class="texte">{{ texte|markdown }}</div>
<figure>{{ image }}<figcaption>Une figure</figcaption></figure>
<section class="annexe"><h2>Annexe</h2><figure>{{ image }}</figure></section>
<section class="insecable"><p>Fait à {{ titre }}.</p>
<table class="signatures"><tr><td><p>Pour l’un</p></td><td><p>Pour l’autre</p></td></tr></table></section>
</article>
"""
OTHER_STYLES = "".join(
    f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/></w:style>'
    for kind, name in (("paragraph", "Titre1"), ("character", "Police"))
)
MARKDOWN = """\
# Un titre & « un autre »

Un *texte*, **gras**, `code`, [un lien](https://exemple.invalid/ "titre") et une ligne\\
coupée.

- un
  1. deux
     > trois
- | a | |
  |---|--:|
  | b | 1 |

3. quatre

> | | |
> |-|-|
> | a | b |

```
code

sur trois lignes
```

---
"""


@cache
def house_template(source: str) -> bytes:
    """Build a Word template from a source, as ``make templates`` does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "exemple.html")
        path.write_text(source, "utf-8")
        return build(path, read_charte(CHARTE))


@cache
def whole() -> bytes:
    """A document with all that the dialect of the sources allows."""
    template = WordTemplate(house_template(SOURCE), {"markdown": markdown})
    image = Image(png(), 20, "un carré & « deux »")
    values = {"titre": "Toit & <Lens>", "sujet": "Sujet", "auteur": "A & B", "rangs": [1, 2]}
    return template.render({**values, "texte": MARKDOWN, "image": image})


def markdown(text: str) -> Paragraphs:
    return Paragraphs(to_word(parse(text)))


def in_house(*blocks: str, header: str = "", footer: str = "", footnotes: str = "") -> bytes:
    """Put blocks, and stories, in a file that has all the parts that Word writes."""
    files: dict[str, bytes | str] = dict(members(house_template(SOURCE)))
    section = re.search(r"<w:sectPr.*?</w:sectPr>", text_of(files, BODY))
    assert section
    files[BODY] = f"<w:document {NAMESPACES}><w:body>{''.join(blocks)}{section[0]}</w:body></w:document>"
    files[STYLES] = text_of(files, STYLES).replace("</w:styles>", f"{OTHER_STYLES}</w:styles>").encode()
    files[CORE] = re.sub(r"\{\{.*?\}\}", "x", text_of(files, CORE)).encode()
    for name, root, content in (("header1", "hdr", header), ("footer1", "ftr", footer)):
        files[f"word/{name}.xml"] = f"<w:{root} {NAMESPACES}>{content or paragraph('')}</w:{root}>"
    if footnotes:
        note = f'<w:footnote w:id="2">{footnotes}</w:footnote>'
        lines = "".join(
            f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
            for n, kind in enumerate(("separator", "continuationSeparator"))
        )
        files["word/footnotes.xml"] = f"<w:footnotes {NAMESPACES}>{lines}{note}</w:footnotes>"
        override = f'<Override PartName="/word/footnotes.xml" ContentType="{WML}.footnotes+xml"/></Types>'
        files[TYPES] = text_of(files, TYPES).replace("</Types>", override).encode()
        link = (
            '<Relationship Id="rIdNotes" Target="footnotes.xml" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
        )
        files[RELATIONS] = text_of(files, RELATIONS).replace("</Relationships>", link).encode()
    return archive(files)


def text_of(files: dict[str, bytes | str], name: str) -> str:
    content = files[name]
    return content.decode() if isinstance(content, bytes) else content


def render(*blocks: str, stories: dict[str, str] | None = None, **values: Any) -> bytes:
    return WordTemplate(in_house(*blocks, **(stories or {})), {"markdown": markdown}).render(values)


# The builder


def test_the_whole_dialect_is_valid() -> None:
    assert faults(house_template(SOURCE)) == []
    assert faults(whole()) == []
    assert reading_faults(whole()) == []


# The engine


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_engine_adds_no_fault_to_a_template(case: Case) -> None:
    template = in_house(*case.blocks, **case.stories)
    assert set(faults(WordTemplate(template).render(case.values))) <= set(faults(template))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_pictures_everywhere(kind: str) -> None:
    image = Image(picture(kind), 10, "un « carré » & <rien>")
    content = render(
        paragraph("{%p for i in range(3) %}"),
        paragraph("a {{ x }} b {{ y }}"),
        paragraph("{{p x }}"),
        paragraph("{%p endfor %}"),
        paragraph(run("{{r y }}"), '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        stories={
            "header": paragraph("{{ x }}{{ y }}"),
            "footer": paragraph("{{ y }}"),
            "footnotes": paragraph("{{ x }}"),
        },
        x=image,
        y=Image(png(3, 3)),
    )
    assert faults(content) == []


def test_documents_in_a_document() -> None:
    content = render(
        paragraph("{{p x }}"),
        table(row(cell("{{p x }}"), "b")),
        paragraph("{{p y }}"),
        paragraph("{{p x }}"),
        paragraph('<w:r><w:footnoteReference w:id="2"/></w:r>'),
        stories={"header": paragraph("{{p x }}"), "footnotes": paragraph("note")},
        x=SubDocument(annex()),
        y=SubDocument(whole()),
    )
    assert faults(content) == []


NOTED = in_house(
    paragraph(
        run("texte"),
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        '<w:bookmarkStart w:id="0" w:name="b"/><w:bookmarkEnd w:id="0"/>',
    ),
    footnotes=paragraph("note {{ x }}"),
)


@pytest.mark.parametrize("notes", ["", paragraph("du corps")])
def test_notes_of_a_document(notes: str) -> None:
    own = ['<w:r><w:footnoteReference w:id="2"/></w:r>'] if notes else []
    content = render(paragraph("{{p x }}"), paragraph("a", *own), stories={"footnotes": notes}, x=SubDocument(NOTED))
    assert faults(content) == []


def test_rich_text() -> None:
    text = RichText("lien", url_id="https://exemple.invalid/?a=1&amp;b=2", underline=True)
    text.add("gras\nitalique\tet\ftout\aautre", bold=True, italic=True, strike=True, color="#FF0000", size=28)
    text.add("haut", superscript=True, highlight="#ffff00", font="Arial", lang="fr-FR", style="Hyperlink", rtl=True)
    text.add("bas", subscript=True, underline="dash")
    paragraphs = RichTextParagraph()
    paragraphs.add(text, parastyle="Heading2")
    content = render(
        paragraph("a {{r x }} b"), paragraph("{{p y }}"), table(row("{{r x }}", "b")), x=text, y=paragraphs
    )
    assert faults(content) == []


def test_tables() -> None:
    values: dict[str, Any] = {"colonnes": "abc", "lignes": [1, 2], "couleur": "FFC000"}
    head = row("{%tc for c in colonnes %}", "{% cellbg couleur %}{{ c }}", "{%tc endfor %}")
    title = row("{% colspan 3 %}Titre")
    lines = (row("{%tr for l in lignes %}"), row("{% vm %}A", "{{ l }}", "c"), row("{%tr endfor %}"))
    merged = row("{%tc for c in colonnes %}", "{% hm %}{{ c }}", "{%tc endfor %}")
    content = render(table(title, head, *lines, merged, widths=(900, 900, 900)), paragraph("fin"), **values)
    assert faults(content) == []


def test_texts_and_paragraphs() -> None:
    broken = "a & <b>\nc\td\fe\a" + " \u00a0«\u202f»" * 3
    content = render(
        paragraph(run("x {{ t }} y", "<w:b/>"), properties='<w:pStyle w:val="Heading1"/>'),
        paragraph("{{p m|markdown }}"),
        table(row(cell("{{p m|markdown }}"), cell("{{ t }}"))),
        t=broken,
        m=MARKDOWN,
    )
    assert faults(content) == []


# Files broken on purpose


def broken(part: str, pattern: str, instead: str) -> bytes:
    """Break the first place of a part that matches."""
    files: dict[str, bytes | str] = dict(members(whole()))
    changed, count = re.subn(pattern, instead, text_of(files, part), count=1, flags=re.DOTALL)
    assert count == 1
    return archive({**files, part: changed.encode()})


@pytest.mark.parametrize(
    ("part", "pattern", "instead", "said"),
    [
        (BODY, r"(<w:pStyle [^>]*/>)(<w:numPr>.*?</w:numPr>)", r"\2\1", "Unexpected element 'pStyle'"),
        (BODY, r"(<w:rPr><w:b/><w:bCs/></w:rPr>)(<w:t .*?</w:t>)", r"\2\1", "Unexpected element 'rPr'"),
        (BODY, "<w:body>", "<w:body><w:r><w:t>seul</w:t></w:r>", "Unexpected element 'r'"),
        (BODY, r'<w:jc w:val="\w+"/>', '<w:jc w:val="milieu"/>', "'milieu' is not in allowed values"),
        (BODY, r"<w:tblGrid>.*?</w:tblGrid>", "", "'tblGrid' is missing"),
        (BODY, r"(<w:tc><w:tcPr>.*?</w:tcPr>).*?</w:tc>", r"\1</w:tc>", "Required sequence content is missing"),
        (BODY, r'<w:pStyle w:val="\w+"', '<w:pStyle w:val="Inconnu"', "Style 'Inconnu' referenced but not defined"),
        (BODY, r'<w:numId w:val="\d+"', '<w:numId w:val="999"', "Numbering definition '999'"),
        (BODY, r'r:embed="[^"]*"', 'r:embed="rId999"', "'rId999' referenced by attribute 'embed'"),
        (BODY, r"(<pic:nvPicPr>.*?</pic:nvPicPr>)(<pic:blipFill>)", r"\2\1", "'nvPicPr'"),
        (BODY, "</w:body>", "", "Cannot parse document.xml"),
        (STYLES, r"(<w:docDefaults>.*?</w:docDefaults>)(<w:latentStyles.*?/>)", r"\2\1", "'docDefaults'"),
        (STYLES, r"(<w:style [^>]*>.*?</w:style>)", r"\1\1", "'Normal' duplicates with others"),
        (TYPES, r'(/word/styles.xml" ContentType="[^"]*)styles', r"\1settings", "has content type"),
        (RELATIONS, r"<Relationship [^>]*/styles[^>]*>", "", "relationships/styles' is missing"),
        (RELATIONS, "media/image1.png", "media/image2.png", "target not found: /word/media/image2.png"),
    ],
)
def test_the_auditor_sees(part: str, pattern: str, instead: str, said: str) -> None:
    assert said in "\n".join(audit_faults(broken(part, pattern, instead)))


@pytest.mark.parametrize(
    ("part", "pattern", "instead", "code"),
    [
        (BODY, r'<w:pStyle w:val="\w+"', '<w:pStyle w:val="Inconnu"', "STY001"),
        (BODY, r'<w:numId w:val="\d+"', '<w:numId w:val="999"', "NUM002"),
        (BODY, r"<w:gridCol [^>]*/></w:tblGrid>", "</w:tblGrid>", "TBL002"),
        (BODY, r'r:embed="[^"]*"', 'r:embed="rId999"', "REL001"),
        (BODY, ' xml:space="preserve">([^<]* )<', r">\1<", "TXT001"),
        (BODY, "</w:body>", "", "XML001"),
        (TYPES, r'(/word/styles.xml" ContentType="[^"]*)styles', r"\1settings", "PKG010"),
        (TYPES, r"(<Override [^>]*>)", r"\1\1", "PKG011"),
        (TYPES, r'<Override PartName="/word/media/image1.png"[^>]*>', "", "PKG005"),
        (RELATIONS, r"(<Relationship [^>]*>)", r"\1\1", "REL004"),
        (RELATIONS, "media/image1.png", "media/image2.png", "REL002"),
    ],
)
def test_the_follower_of_references_sees(part: str, pattern: str, instead: str, code: str) -> None:
    assert any(fault.startswith(code) for fault in integrity_faults(broken(part, pattern, instead)))


@pytest.mark.parametrize("part", [TYPES, STYLES, "word/media/image1.png", "word/footer1.xml"])
def test_both_see_that_a_part_is_not_there(part: str) -> None:
    files = dict(members(whole()))
    del files[part]
    cut = archive(dict(files))
    assert audit_faults(cut)
    assert integrity_faults(cut)


@pytest.mark.parametrize("end", [0, 100, -100])
def test_both_see_that_a_file_is_cut(end: int) -> None:
    assert audit_faults(whole()[:end])
    assert integrity_faults(whole()[:end])


@pytest.mark.parametrize(
    ("pattern", "instead", "said"),
    [
        (r"(<w:drawing>.*?</w:drawing>)", r"\1\1", "two drawings bear the number 1001"),
        ("</w:p></w:tc>", r"</w:p><w:tbl/></w:tc>", f"{BODY}: a cell does not end with a paragraph"),
        ('<w:fldChar w:fldCharType="end"/>', "", f"{BODY}: a field does not end"),
        ('<w:fldChar w:fldCharType="begin"/>', "", f"{BODY}: a field has its « separate » without a beginning"),
        ("</w:p>", '<w:bookmarkStart w:id="7" w:name="a"/></w:p>', f"{BODY}: a bookmark does not end"),
        (
            "</w:p>",
            "".join(f'<w:bookmarkStart w:id="{n}" w:name="a"/><w:bookmarkEnd w:id="{n}"/>' for n in (1, 2)) + "</w:p>",
            f"{BODY}: two bookmarks are named a",
        ),
    ],
)
def test_what_the_validators_let_pass_is_seen(pattern: str, instead: str, said: str) -> None:
    assert said in story_faults(broken(BODY, pattern, instead))


@pytest.mark.parametrize(
    ("part", "pattern", "instead", "said"),
    [
        (CORE, r"<dc:title>.*?</dc:title>", "<dc:title> </dc:title>", "the document has no title"),
        (CORE, "<dc:title>", "<dc:title/><dc:title>", "{http://purl.org/dc/elements/1.1/}title is said twice"),
        (CORE, "fr-FR", "en-US", "the properties do not say the language"),
        (STYLES, r"<w:lang [^>]*/>", "", "the styles do not say the language"),
        ("word/settings.xml", r"<w:themeFontLang [^>]*/>", "", "the settings do not say the language"),
        (BODY, '<w:pStyle w:val="Heading1"/>', "", "a heading of level 2 follows one of level 0"),
        (BODY, '"Heading2"', '"Heading3"', "a heading of level 3 follows one of level 1"),
        (BODY, "<w:tblHeader/>", "", "the header rows of a table are not those that it shows"),
        (BODY, 'w:firstRow="1"', 'w:firstRow="0"', "the header rows of a table are not those that it shows"),
        (
            BODY,
            r"(<w:tblHeader/>.*?</w:tr><w:tr>.*?</w:tr><w:tr><w:trPr>)",
            r"\1<w:tblHeader/>",
            "the header rows of a table are not those that it shows",
        ),
        (BODY, r'<w:tblCaption w:val="[^"]*"', '<w:tblCaption w:val=""', "a table has no title"),
        (BODY, "(tblDescription [^>]*)Prévu", r"\1Dû", "a table has no such columns: Colonnes\u00a0: Rubrique, Dû"),
        (BODY, r'(<wp:docPr [^>]*descr=")[^"]*', r"\1", f"{BODY}: a drawing has no alternative text"),
        (BODY, r'(<pic:cNvPr [^>]*descr=")[^"]*', r"\1", f"{BODY}: a drawing has no alternative text"),
    ],
)
def test_what_cannot_be_read_aloud_is_seen(part: str, pattern: str, instead: str, said: str) -> None:
    assert said in reading_faults(broken(part, pattern, instead))
