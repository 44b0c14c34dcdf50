"""HTML documents: a source of the template dialect, compiled once, rendered with values as often as one likes.

Templates are not trusted: they run in ``HtmlEnvironment``. What is not defined, not known (``None``) or not fit for
print is an error that names the line and the expression, never a blank in a legal text.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from types import MappingProxyType, TracebackType
from typing import Any

from jinja2 import FunctionLoader, Template, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from markupsafe import Markup

from cllaj_docs.errors import CllajDocsError, TemplateError
from cllaj_docs.rendering.chart import BarChart, to_svg
from cllaj_docs.rendering.filters import FILTERS
from cllaj_docs.rendering.html_environment import METER, TOP, HtmlEnvironment
from cllaj_docs.rendering.html_page import check_page, check_style
from cllaj_docs.rendering.html_source import JINJA, Polish, to_html_source
from cllaj_docs.rendering.logo import Logo
from cllaj_docs.rendering.markdown import parse, to_html
from cllaj_docs.rendering.markdown.to_html import DEFAULT_LEVEL
from cllaj_docs.rendering.word.environment import MissingNameError
from cllaj_docs.rendering.word.operations import Meter

PAGE = "page.html"
"""The page that every document stands in: a plain Jinja template, not in the dialect."""

STYLE = "style.css"
"""The style sheet: plain CSS, whose ``var(--taille-corps)`` and the like are replaced by the values of the charter."""

_RANK = "_rang_graphique"
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")
_PIECE = r"[^\s<>&]{1,24}"
_DRAWING_OR_TAG_OR_WORD = re.compile(r"<svg.*?</svg>|<[^>]*>|&\w+;|&#\w+;|(?P<word>[^\s<>&]{25,})", re.DOTALL)
_STATEMENTS = (nodes.Output, nodes.If, nodes.For, nodes.Assign, nodes.Include)


class HtmlTemplate:
    """A document's template, compiled; ``render`` is pure, and may be called from many threads at once.

    ``name`` is its source among ``sources`` (``"convention.html"``), which also hold ``page.html``, ``style.css`` and
    whatever the document includes. ``charte`` is ``charte.toml``. ``filters`` are added to ``FILTERS`` and to the
    engine's own ``markdown``, ``barres`` and ``image``. ``polish`` puts the static text of the sources right, once.

    Raises ``TemplateError``, in French, with the source and the line, when a template cannot be used.
    """

    def __init__(
        self,
        name: str,
        sources: Mapping[str, str],
        charte: Mapping[str, Any],
        filters: Mapping[str, Callable[..., Any]] = MappingProxyType({}),
        polish: Polish = str,
    ) -> None:
        self.name = name
        self.style = style_sheet(_source(sources, STYLE, name), charte)
        check_style(STYLE, self.style)
        self._prepared = {PAGE: _source(sources, PAGE, name)}
        check_page(PAGE, self._prepared[PAGE])
        own: dict[str, Callable[..., Any]] = {"markdown": _markdown, "barres": _bars_filter(charte), "image": _image}
        loader = FunctionLoader(lambda wanted: (self._prepared[wanted], wanted, None))
        self._environment = HtmlEnvironment(loader, {**FILTERS, **own, **filters})
        self._prepare(name, sources, polish, ())
        self._check(PAGE)
        self._page, self._body = self._compiled(PAGE), self._compiled(name)

    def render(self, context: Mapping[str, Any]) -> str:
        """Return a whole HTML page. ``context`` holds ``titre``, ``reference``, ``auteur``, ``sujet`` and the rest.

        Raises ``TemplateError`` on any value that the template asks for and cannot print.
        """
        values = {**context, _RANK: count(1), METER: Meter()}
        try:
            body = _with_breaks(self._body.render(values))
            return self._page.render({**values, "style": Markup(self.style), "corps": Markup(body)})  # noqa: S704
        except Exception as error:
            raise self._explained(error, context) from error

    def _prepare(self, name: str, sources: Mapping[str, str], polish: Polish, path: tuple[str, ...]) -> None:
        """Prepare a source and, before it is compiled, what it includes; ``path`` leads from the document to it."""
        if name in path:
            raise TemplateError("Ce fragment s’inclut lui-même", document=path[-1], balise=name)
        if name not in self._prepared:
            source = _source(sources, name, path[-1] if path else name)
            self._prepared[name] = to_html_source(name, source, polish, whole=not path)
        for included in self._check(name):
            self._prepare(included, sources, polish, (*path, name))
        self._compiled(name)

    def _check(self, name: str) -> tuple[str, ...]:
        """Refuse what the sandbox could only refuse while rendering; return the names of what a source includes."""
        includes = []
        with self._read(name):
            tree = self._environment.parse(self._prepared[name], name, name)
        for statement in tree.find_all(nodes.Stmt):
            if not isinstance(statement, _STATEMENTS) or (isinstance(statement, nodes.For) and statement.recursive):
                raise self._fault("Cette instruction n’est pas permise dans un gabarit", name, statement.lineno)
            if isinstance(statement, nodes.Include):
                includes.append(self._included(name, statement))
        self._check_expressions(name, tree)
        return tuple(includes)

    def _check_expressions(self, name: str, tree: nodes.Template) -> None:
        """Refuse unknown filters and tests, and « a if b » without « else », which would print a blank."""
        for condition in tree.find_all(nodes.CondExpr):
            if condition.expr2 is None:
                message = "Cette condition ne donne rien quand elle est fausse : ajoutez « else »"
                raise self._fault(message, name, condition.lineno, "if")
        printing = {id(child) for output in tree.find_all(nodes.Output) for child in output.nodes}
        known: tuple[tuple[type[nodes.Filter | nodes.Test], str, Mapping[str, Any]], ...] = (
            (nodes.Filter, "Le filtre", self._environment.filters),
            (nodes.Test, "Le test", self._environment.tests),
        )
        for kind, label, names in known:
            for used in tree.find_all(kind):
                if used.name not in names or (used.name.startswith("_") and id(used) not in printing):
                    message = f"{label} « {used.name} » n’existe pas{_nearest(used.name, names)}"
                    raise self._fault(message, name, used.lineno, used.name)

    def _included(self, name: str, statement: nodes.Include) -> str:
        template = statement.template
        if not isinstance(template, nodes.Const) or not isinstance(template.value, str) or statement.ignore_missing:
            raise self._fault("Le nom d’un fragment inclus s’écrit entre guillemets", name, statement.lineno)
        return template.value

    def _compiled(self, name: str) -> Template:
        with self._read(name):
            return self._environment.get_template(name)

    @contextmanager
    def _read(self, name: str) -> Iterator[None]:
        """Turn what Jinja and Python find wrong with a source into an error that says where it is."""
        try:
            yield
        except TemplateSyntaxError as error:
            raise self._fault("La syntaxe de cette balise est incorrecte", name, error.lineno) from error
        except (RecursionError, SyntaxError, ValueError, OverflowError, MemoryError) as error:
            message = "Les balises de ce gabarit sont trop compliquées : coupez-les en plusieurs"
            raise TemplateError(message, document=name) from error

    def _explained(self, error: Exception, context: Mapping[str, Any]) -> TemplateError:
        """Turn any failure of a render into an error that says where it is, and what to do."""
        name, line = _place(error.__traceback__, self._prepared)
        if isinstance(error, TemplateError):
            return self._fault(error.message, name, line, error.balise)
        if isinstance(error, MissingNameError):
            return self._fault(_missing_message(error, context), name, line, error.name)
        if isinstance(error, SecurityError):
            return self._fault("Un gabarit n’appelle que des filtres : cette opération est refusée", name, line)
        # A filter of ours explains itself in French; Python and Jinja do not.
        reason = f" : {error}" if _is_explained(error, self._prepared) else ""
        return self._fault(f"Cette balise ne peut pas être calculée avec ces données{reason}", name, line)

    def _fault(self, message: str, name: str | None, line: int | None, about: str | None = None) -> TemplateError:
        """Make an error; ``about`` is a tag already, or a word to be found in a tag of the line."""
        if about is None or not about.startswith("{"):
            tags = _tags_at(self._prepared.get(name or "", ""), line)
            tags = [tag for tag in tags if about is None or re.search(rf"\b{re.escape(about)}\b", tag)]
            about = " ".join(tags[0].split()) if tags else about
        return TemplateError(message, document=name or self.name, ligne=line, balise=about)


def _with_breaks(body: str) -> str:
    """Let very long words break: a cell cannot be narrower than its longest word, and would run off the page.

    ``<wbr>`` adds no character to the text, nor to what is copied from the PDF.
    """
    return _DRAWING_OR_TAG_OR_WORD.sub(
        lambda found: "<wbr>".join(re.findall(_PIECE, found["word"])) if found["word"] else found[0], body
    )


def style_sheet(css: str, charte: Mapping[str, Any]) -> str:
    """Put the values of the charter in a style sheet: ``var(--taille-corps)``, ``var(--couleur-texte)`` and so on.

    Written out rather than left to the browser: a layout engine spends a tenth of its time on variables.
    """
    values = css_values(charte)

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            message = f"La charte ne donne pas « {found[1]} »{_nearest(found[1], values)}"
            line = css.count("\n", 0, found.start()) + 1
            raise TemplateError(message, document=STYLE, ligne=line, balise=found[0])
        return values[found[1]]

    return _VARIABLE.sub(value, css)


def css_values(charte: Mapping[str, Any]) -> dict[str, str]:
    """Give each value of the charter its name in CSS.

    The size of the body is in points; the others follow it (``rem``), so that a screen may enlarge them all at once.
    """
    page, sizes = charte["page"], charte["taille"]
    names = [charte["police"]["famille"], *charte["police"]["secours"]]
    values = {
        **{f"couleur-{key}": str(value) for key, value in charte["couleur"].items()},
        **{f"page-{key}": f"{value}mm" for key, value in page.items()},
        **{f"taille-{key}": f"{round(value / sizes['corps'], 4)}rem" for key, value in sizes.items()},
        "taille-corps": f"{sizes['corps']}pt",
        "taille-interligne": str(sizes["interligne"]),
        "police-famille": ", ".join(name if name == "sans-serif" else f'"{name}"' for name in names),
    }
    return {key.replace("_", "-"): value for key, value in values.items()}


def _source(sources: Mapping[str, str], name: str, wanted_by: str) -> str:
    if name not in sources:
        message = f"Le gabarit « {name} » est introuvable{_nearest(name, sources)}"
        raise TemplateError(message, document=wanted_by)
    return sources[name]


def _markdown(text: object, niveau: int = DEFAULT_LEVEL) -> Markup:
    """Write an operator's Markdown as blocks of HTML; ``niveau`` is the HTML level of its first headings."""
    if not isinstance(text, str):
        raise TypeError("le filtre «\u00a0markdown\u00a0» attend un texte")
    return Markup(to_html(parse(text), niveau=niveau))  # noqa: S704 - escaped by its writer


def _image(logo: object) -> Markup:
    """Write a logo, whose bytes are in the page."""
    if not isinstance(logo, Logo):
        raise TypeError("le filtre « image » attend un logo de la charte")
    return logo.html


def _bars_filter(charte: Mapping[str, Any]) -> Callable[..., Markup]:
    @pass_context
    def bars(context: Context, chart: object) -> Markup:
        """Draw a chart; its identifiers bear its rank in the page, so that two charts never share one."""
        if not isinstance(chart, BarChart):
            raise TypeError("le filtre « barres » attend un graphique")
        rank = next(context[_RANK])
        return Markup(to_svg(chart, charte, ident=f"graphique-{rank}"))  # noqa: S704 - escaped by its writer

    return bars


def _missing_message(error: MissingNameError, context: Mapping[str, Any]) -> str:
    if error.name is None:
        return "Cette balise ne donne aucune valeur : vérifiez que la liste n’est pas vide"
    if error.owner is TOP:
        return f"La variable « {error.name} » n’existe pas{_nearest(error.name, context)}"
    if error.owner is None:
        return f"« {error.name} » est demandé à une valeur qui n’est pas connue : testez-la avec « is not none »"
    owner = error.owner
    known = owner if isinstance(owner, Mapping) else (name for name in dir(owner) if not name.startswith("_"))
    return f"La donnée « {error.name} » n’existe pas{_nearest(error.name, known)}"


def _nearest(name: str, known: Iterable[str]) -> str:
    """Offer the known name that is nearest to a wrong one, if any is near."""
    close = difflib.get_close_matches(name, [str(other) for other in known], n=1)
    return f" : vouliez-vous écrire « {close[0]} » ?" if close else ""


def _place(traceback: TracebackType | None, names: Mapping[str, str]) -> tuple[str | None, int | None]:
    """Find the innermost template line of a traceback: Jinja writes its frames under the names of the sources."""
    name: str | None = None
    line: int | None = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename in names:
            name, line = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
    return name, line


def _is_explained(error: Exception, names: Mapping[str, str]) -> bool:
    """Tell an error that a filter has raised from one that Python or Jinja has: by the module it comes from."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    module = str(traceback.tb_frame.f_globals.get("__name__")) if traceback else ""
    from_a_filter = module not in names and module.partition(".")[0] != "jinja2"
    return from_a_filter and isinstance(error, TypeError | ValueError | CllajDocsError)


def _tags_at(source: str, line: int | None) -> list[str]:
    """Return the Jinja tags that start on a line of a prepared source, comments apart."""
    found = [(source.count("\n", 0, match.start()) + 1, match[0]) for match in JINJA.finditer(source)]
    return [tag for at, tag in found if at == line and not tag.startswith("{#")]
