"""What one writes without a toolkit: for each dossier and each document, a template is opened, filled and saved.

``python -m benchmarks.campagne.plain docx|pdf DOSSIERS DIR COUNT`` prints what the loop took, in JSON: not the birth of
Python nor its imports, which weigh nothing in a whole campaign and much in the few documents that it makes. Templates,
values and filters are ours, so that only the engines and the way of running them differ.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.campagne.dossiers import DOCUMENTS
from cllaj_docs.delivery.template_folder import TemplateFolder, to_engine_values
from cllaj_docs.documents import DOCUMENTS as KINDS
from cllaj_docs.domain.dossier import Dossier

Render = Callable[[str, Dossier, dict[str, Any]], bytes]


def main() -> None:
    """Make the documents of the first dossiers of a folder, one after the other."""
    format_, source, target, count = sys.argv[1:]
    folder = TemplateFolder()
    render = {"docx": docxtpl, "pdf": weasyprint}[format_](folder)
    start, processor = time.perf_counter(), time.process_time()
    for path in sorted(Path(source).iterdir())[: int(count)]:
        dossier = Dossier.load(path)
        place = Path(target) / path.stem
        place.mkdir(parents=True)
        for name in DOCUMENTS:
            context = to_engine_values(KINDS[name].build_context(dossier, None))
            values = {**context, "logos": folder.logos, "empreinte": ""}
            (place / f"{name}.{format_}").write_bytes(render(name, dossier, values))
    sys.stdout.write(json.dumps({"wall": time.perf_counter() - start, "cpu": time.process_time() - processor}))


def docxtpl(folder: TemplateFolder) -> Render:
    """Fill Word templates with docxtpl, whose pictures are its own."""
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import Environment

    from benchmarks.word.convention import docxtpl_filters

    bars = folder.word_filters["barres"]

    def render(name: str, dossier: Dossier, values: dict[str, Any]) -> bytes:
        document = DocxTemplate(folder.word_file(name, dossier.porteur.regime))

        def barres(chart: object) -> object:
            picture = bars(chart)
            return InlineImage(document, io.BytesIO(picture.content), width=Mm(picture.width))

        environment = Environment(autoescape=True)
        environment.filters.update({**docxtpl_filters(), "barres": barres})
        document.render(values, environment, autoescape=True)
        output = io.BytesIO()
        document.save(output)
        return output.getvalue()

    return render


def weasyprint(folder: TemplateFolder) -> Render:
    """Print our pages with WeasyPrint as its manual begins: everything made anew for each."""
    import weasyprint as engine

    from benchmarks.pdf.documents import alone

    family = str(folder.charte["police"]["famille"])
    templates: dict[Path, Any] = {}

    def render(name: str, dossier: Dossier, values: dict[str, Any]) -> bytes:
        path = folder.html_file(name, dossier.porteur.regime)
        if path not in templates:
            templates[path] = folder.html_template(path)
        page = templates[path].render(values)
        made: bytes = engine.HTML(string=alone(page, family)).write_pdf()
        return made

    return render


if __name__ == "__main__":
    main()
