"""Every HTML document passes axe and the Nu checker, and each is shown to say no."""

from __future__ import annotations

import re

import pytest
from conformance.browser import Report, axe_report
from conformance.nu import nu_reports
from rendered import CASES, Rendered

DRAWN_TEXT = re.compile(r"<(text|tspan)\b")
"""axe cannot tell the background of a text in a drawing: ``test_every_colour_of_a_text_has_contrast`` does."""


def undecided(report: Report) -> list[tuple[str, str]]:
    """Give what axe leaves to a person and that no other test looks at."""
    known = [place for place in report.undecided if place[0] == "color-contrast" and DRAWN_TEXT.match(place[1])]
    return [place for place in report.undecided if place not in known]


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_axe_finds_nothing(rendered: Rendered, sample: str, document: str) -> None:
    report = axe_report(rendered(sample, document, "html").decode())
    assert report.faults == ()
    assert undecided(report) == []
    assert report.passed > 20


def test_axe_finds_nothing_in_the_whole_dialect(demo_page: str) -> None:
    report = axe_report(demo_page)
    assert report.faults == ()
    assert undecided(report) == []


@pytest.fixture(scope="session")
def nu_said(rendered: Rendered, demo_page: str) -> dict[str, list[str]]:
    cases = (case.values for case in CASES)
    pages = {
        f"{sample} {document}": rendered(str(sample), str(document), "html").decode() for sample, document in cases
    }
    return nu_reports({**pages, "dialecte": demo_page})


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_nu_finds_nothing(nu_said: dict[str, list[str]], sample: str, document: str) -> None:
    assert nu_said[f"{sample} {document}"] == []


def test_nu_finds_nothing_in_the_whole_dialect(nu_said: dict[str, list[str]]) -> None:
    assert nu_said["dialecte"] == []


# Pages broken on purpose


def page(body: str, *, lang: str = ' lang="fr"', head: str = "<title>Essai</title>") -> str:
    return (
        f'<!DOCTYPE html>\n<html{lang}>\n<head>\n<meta charset="utf-8">\n{head}\n</head>\n'
        f"<body>\n<main>\n<h1>Essai</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def test_a_plain_page_has_no_fault() -> None:
    plain = page("<p>un texte</p>")
    assert axe_report(plain).faults == ()
    assert nu_reports({"page": plain}) == {"page": []}


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (page("<p>a</p>", lang=""), "html-has-lang"),
        (page("<p>a</p>", lang=' lang="français"'), "html-lang-valid"),
        (page("<p>a</p>", head=""), "document-title"),
        (page('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'), "image-alt"),
        (page('<svg role="img" width="9" height="9"><rect width="9" height="9"/></svg>'), "svg-img-alt"),
        (page('<p style="color: #ccc; background: #fff">pâle</p>'), "color-contrast"),
        (page('<p><a href="https://exemple.invalid/"></a></p>'), "link-name"),
        (page("<h2></h2>"), "empty-heading"),
        (page("<h4>trop bas</h4>"), "heading-order"),
        (page("<ul><p>a</p></ul>"), "list"),
        (
            page('<table><tr><td scope="col">a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>'),
            "scope-attr-valid",
        ),
        (
            page('<table><tr><th></th><th scope="col">b</th></tr><tr><td>1</td><td>2</td></tr></table>'),
            "empty-table-header",
        ),
        (page('<p role="colonne">a</p>'), "aria-roles"),
        (page("<p>a</p>").replace("<main>", "").replace("</main>", ""), "landmark-one-main"),
    ],
)
def test_axe_sees(broken: str, rule: str) -> None:
    assert rule in {found for found, _ in axe_report(broken).faults}


BROKEN = {
    "Stray end tag “em”": page("<p>a</em></p>"),
    "Duplicate ID “a”": page('<p id="a">a</p><p id="a">b</p>'),
    "Element “p” not allowed as child of element “span”": page("<p>a</p><div><span><p>b</p></span></div>"),
    "Attribute “colour” not allowed": page('<p colour="red">a</p>'),
    "Bad value “1;2” for attribute “colspan”": page('<table><tr><td colspan="1;2">a</td></tr></table>'),
    "Element “head” is missing a required instance of child element “title”": page("<p>a</p>", head=""),
    "CSS: “colour”": page("<p>a</p>", head="<title>Essai</title><style>p { colour: red }</style>"),
    "Section lacks heading": page("<section><p>a</p></section>"),
    "must have an “alt” attribute": page('<p><img src="a.png"></p>'),
    "Consider adding a “lang” attribute": page("<p>un texte en français</p>", lang=""),
    "Table column 3": page("<table><tr><td>a</td><td>b</td></tr><tr><td>a</td><td colspan=2>b</td></tr></table>"),
}


@pytest.fixture(scope="session")
def nu_said_of_broken() -> dict[str, list[str]]:
    return nu_reports(BROKEN)


@pytest.mark.parametrize("message", BROKEN)
def test_nu_sees(nu_said_of_broken: dict[str, list[str]], message: str) -> None:
    assert any(message in said for said in nu_said_of_broken[message]), nu_said_of_broken[message]
