"""Pages read as XML: the very tree that HTML makes of them, or none."""

from __future__ import annotations

import random
import re
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.rendering.pdf.tree import _INSIDE, _VOIDS, _WITHOUT_TEXT, read_plain

STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


def flat(root: Element) -> list[tuple[str, dict[str, str], str | None, str | None]]:
    """Everything that a tree holds, in its order."""
    return [(element.tag, dict(element.items()), element.text, element.tail) for element in root.iter()]


def as_html(page: str) -> list[tuple[str, dict[str, str], str | None, str | None]]:
    return flat(tinyhtml5.parse(page, namespace_html_elements=False))


def whole(body: str, head: str = "<title>t</title>") -> str:
    return f'<!DOCTYPE html>\n<html lang="fr">\n<head>\n{head}\n</head>\n<body>{body}</body>\n</html>\n'


def test_the_page_of_a_document_is_plain(demo_page: str) -> None:
    page = STYLE.sub("", demo_page, count=1)
    root = read_plain(page)
    assert root is not None
    assert flat(root) == as_html(page)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "texte",
        "\n",
        "<p>a &amp; b &lt;c&gt; &#34;d&#39; &quot;e\u00a0f\u202fg</p>\n",
        '<p class="a b" id="c" aria-label="d &amp; e">a<br>b<wbr>c<img alt="x" src="y"></p>',
        "<ul>\n<li>a\n<ol><li>b</li></ol></li>\ntexte\n</ul>",
        "<table><caption>a</caption><colgroup><col><col></colgroup><thead>\n<tr><th>a</th></tr></thead></table>",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g><title>a</title><text x="1">b</text></g></svg>',
        "<div><section><h2>a</h2><blockquote><p>b</p></blockquote><hr></section></div>",
    ],
)
def test_what_is_plain(body: str) -> None:
    root = read_plain(whole(body))
    assert root is not None
    assert flat(root) == as_html(whole(body))


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>a</p>",
        whole("<p>a").replace("<!DOCTYPE html>", "<!DOCTYPE html PUBLIC 'x'>"),
        whole("", head="<title>t</title><style>p { color: red }</style>"),
        whole("", head='<title>t</title><base href="https://exemple.invalid/">'),
        whole("", head="<title>t</title>texte"),
        whole("").replace("<head>", "texte<head>"),
        whole("").replace("</html>", "texte</html>"),
        whole("") + "texte",
        whole("<!-- note --><p>a</p>"),
        whole("<![CDATA[a]]>"),
        whole("<?a b?>"),
        whole("<!ENTITY a 'b'><p>&a;</p>"),
        whole("<p>a&nbsp;b</p>"),
        whole("<p>a&#128;b</p>"),
        whole("<p>a & b</p>"),
        whole("<p>a\r\nb</p>"),
        whole("<p>a\x00b</p>"),
        whole("<p>a\x0cb</p>"),
        whole("<p>a\ud800b</p>"),
        whole('<p class="a\nb">c</p>'),
        whole("<p class='a\tb'>c</p>"),
        whole("<p class=a>c</p>"),
        whole('<p CLASS="a">c</p>'),
        whole('<p xml:lang="fr">c</p>'),
        whole('<p viewBox="0">c</p>'),
        whole("<P>c</P>"),
        whole("<p>a<p>b"),
        whole("<p>a<div>b</div></p>"),
        whole("<p><strong>a<p>b</p></strong></p>"),
        whole("<a>a<a>b</a></a>"),
        whole("<a>a<em><a>b</a></em></a>"),
        whole("<strong>a<em>b</strong>c</em>"),
        whole("<h1>a<h2>b</h2></h1>"),
        whole("<table><tr><td>a</td></tr></table>"),
        whole("<table>a<tbody><tr><td>b</td></tr></tbody></table>"),
        whole("<table><tbody><tr><p>a</p></tr></tbody></table>"),
        whole("<table><tbody><tr><td>a</td>b</tr></tbody></table>"),
        whole("<li>a</li>"),
        whole("<pre>\na</pre>"),
        whole("<textarea>\na</textarea>"),
        whole("<form><form></form></form>"),
        whole("<select><p>a</p></select>"),
        whole("<br/>a</br>"),
        whole("<a/>"),
        whole('<em class="a>b"/>'),
        whole("<p>a /> b</p>"),
        whole('<svg viewbox="0 0 1 1"></svg>'),
        whole('<svg xmlns="http://www.w3.org/2000/svg" viewbox="0 0 1 1"></svg>'),
        whole('<svg xmlns="http://www.w3.org/2000/svg"><p>a</p></svg>'),
        whole('<svg xmlns="http://www.w3.org/2000/svg"><script>a</script></svg>'),
        whole('<svg xmlns="http://www.w3.org/2000/svg"><title><p>a</p></title></svg>'),
        whole('<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>a</mi></math>'),
        whole('<x:p xmlns:x="a">b</x:p>'),
        whole('<p xmlns="a">b</p>'),
    ],
)
def test_what_is_not_plain_is_left_to_html(page: str) -> None:
    assert read_plain(page) is None


def judge(page: str) -> None:
    """Accept only two ends: no tree, or the right one."""
    root = read_plain(page)
    assert root is None or flat(root) == as_html(page)


TAGS = sorted(tag for tag in _INSIDE if not tag.startswith("{"))
TEXTS = st.sampled_from(["", "a", "\n", " b ", "é\u00a0&amp;", "&#39;"])


@st.composite
def element(draw: st.DrawFn, tag: str, depth: int = 0) -> str:
    """An element in which HTML finds nothing to put right."""
    if tag in _VOIDS:
        return f"<{tag}>"
    text = st.sampled_from(["", "\n"]) if tag in _WITHOUT_TEXT else TEXTS
    inside = sorted(name for name in _INSIDE[tag] if not name.startswith("{"))
    inner = draw(text)
    for name in draw(st.lists(st.sampled_from(inside), max_size=3)) if inside and depth < 5 else []:
        inner += draw(element(name, depth + 1)) + draw(text)
    return f'<{tag} class="x">{inner}</{tag}>'


@given(element("body"))
def test_plain_pages_have_the_tree_of_html(body: str) -> None:
    page = whole("").replace("<body></body>", body)
    root = read_plain(page)
    if "<a " not in body:  # a link inside a link, at any depth, is not plain
        assert root is not None
    assert root is None or flat(root) == as_html(page)


@given(element("body"), st.randoms(use_true_random=False), st.integers(1, 4))
def test_broken_pages_have_the_tree_of_html_or_none(body: str, chance: random.Random, breaks: int) -> None:
    """Tags and characters taken away, doubled, moved or replaced."""
    pieces = re.findall(r"<[^>]*>|[^<]+", whole("").replace("<body></body>", body))
    for _ in range(breaks):
        place, tag = chance.randrange(len(pieces)), chance.choice(TAGS)
        pieces[place : place + 1] = chance.choice(
            ([], [pieces[place]] * 2, [f"<{tag}>"], [f"</{tag}>", pieces[place]], [pieces[place], "a"], [f"<{tag}/>"])
        )
    judge("".join(pieces))


@given(st.text(alphabet="<>/!?&;=\"' abp\n#39amltqu-[]", max_size=40))
def test_any_text_has_the_tree_of_html_or_none(text: str) -> None:
    judge(whole(text))
