"""What makes a file of WeasyPrint an archive that everybody can read: PDF/A-3a and PDF/UA-1 at once, data attached.

WeasyPrint writes one conformance; the second is claimed here, just before the file is written, together with the
attached files; the writing itself is that of ``file``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Any, Literal

from cllaj_docs.rendering.pdf.file import to_bytes

VARIANT = "pdf/a-3a"
"""Conformance that WeasyPrint writes: ISO 19005-3, level A (tagged, in its language, self-contained)."""

Relationship = Literal["Data", "Source"]
"""Why a file is attached: ``Data``, what the document shows; ``Source``, what it was made from (ISO 19005-3, E.3)."""

# PDF/UA is unknown to PDF/A: a property that is not in the XMP specification is described before it is used
# (ISO 19005-3, 6.6.2.3). One ``rdf:RDF`` holds everything: validators read no second one.
_UA_CLAIM = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_END_OF_METADATA = b"</rdf:RDF>"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside the PDF: ``name`` is a file name without folder, ``description`` is read by people."""

    name: str
    content: bytes
    media_type: str
    description: str
    relationship: Relationship = "Data"


def finisher(attachments: Sequence[Attachment], date: datetime.date | None) -> Callable[[Any, Any], None]:
    """Make the last step of ``Document.write_pdf``; ``date`` is written as that of the files."""
    if len({attachment.name for attachment in attachments}) < len(attachments):
        raise ValueError("Deux fichiers joints portent le même nom : donnez-en un à chacun")

    def finish(_document: Any, pdf: Any) -> None:
        _claim_accessibility(pdf)
        _attach(pdf, attachments, date)
        pdf.write = lambda output, *_: output.write(to_bytes(pdf))

    return finish


def _object(pdf: Any, reference: bytes) -> Any:
    """Give the object behind a reference such as ``b"12 0 R"``."""
    return pdf.objects[int(reference.split()[0])]


def _claim_accessibility(pdf: Any) -> None:
    """Write the claim of PDF/UA-1 in the metadata, which an archive keeps readable without a decompressor."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    before, end, after = b"".join(metadata.stream).rpartition(_END_OF_METADATA)
    metadata.stream = [before + _UA_CLAIM + end + after]
    metadata.compress = False


def _attach(pdf: Any, attachments: Sequence[Attachment], date: datetime.date | None) -> None:
    """Embed files, name them in the order of their names as PDF wants it, and tie them to the whole document."""
    if not attachments:
        return
    import pydyf  # type: ignore[import-untyped]

    names, files = pydyf.Array(), pydyf.Array()
    for attachment in sorted(attachments, key=lambda attachment: _plain_name(attachment.name)):
        file = _embedded(pdf, attachment, date)
        names.extend([pydyf.String(_plain_name(attachment.name)), file.reference])
        files.append(file.reference)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = pydyf.Dictionary({"Names": names})
    pdf.catalog["AF"] = files


def _embedded(pdf: Any, attachment: Attachment, date: datetime.date | None) -> Any:
    """Add a file and its specification to the PDF; give the specification."""
    import pydyf

    parameters = pydyf.Dictionary(
        {
            "Size": len(attachment.content),
            "CheckSum": f"<{md5(attachment.content, usedforsecurity=False).hexdigest()}>",
        }
    )
    if date is not None:
        parameters["CreationDate"] = parameters["ModDate"] = pydyf.String(f"D:{date:%Y%m%d}000000Z")
    kind = attachment.media_type.replace("/", "#2f")
    content = pydyf.Stream(
        [attachment.content],
        {"Type": "/EmbeddedFile", "Subtype": f"/{kind}", "Params": parameters},
        compress=True,
    )
    pdf.add_object(content)
    file = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(_plain_name(attachment.name)),
            "UF": pydyf.String(attachment.name),
            "EF": pydyf.Dictionary({"F": content.reference, "UF": content.reference}),
            "Desc": pydyf.String(attachment.description),
            "AFRelationship": f"/{attachment.relationship}",
        }
    )
    pdf.add_object(file)
    return file


def _plain_name(name: str) -> str:
    """Give a name that every reader can write: ``/F`` and the tree of names know no accent, ``/UF`` keeps them."""
    return "".join(character if character.isascii() else "_" for character in name)
