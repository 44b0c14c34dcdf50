"""The web application: its routes, and what it says of them (OpenAPI)."""

from __future__ import annotations

import datetime
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, BeforeValidator, Field
from starlette.exceptions import HTTPException

import cllaj_docs as cd
from examples.service import problems
from examples.service.pool import BusyError, RenderingPool, State, TooLongError
from examples.service.problems import FauteDite, Probleme

BODY_MAX = 5_000_000
"""Most bytes of a dossier; the library accepts no longer file either."""

CHUNK = 64 * 1024

_FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
_NAMES = [*cd.Toolkit().documents]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def _as_described(day: str) -> str:
    """Refuse a day that is not written as the description says: pydantic would read « 0 » as seconds since 1970."""
    if not _DAY.fullmatch(day):
        raise ValueError("jour écrit autrement que 2025-10-06")
    return day


class Sante(BaseModel):
    """The service answers."""

    etat: str = Field(examples=["en service"])
    version: str


class ConstatDit(BaseModel):
    """One finding."""

    code: str
    gravite: str = Field(description="« bloquant » ou « alerte ».")
    message: str
    chemin: str
    documents: list[str] = Field(description="Documents concernés.")


class DocumentDit(BaseModel):
    """Where a document stands."""

    nom: str
    titre: str
    possible: bool
    manque: list[FauteDite] = Field(description="Ce que le dossier n’a pas encore.")


class Etat(BaseModel):
    """What a dossier allows."""

    constats: list[ConstatDit]
    documents: list[DocumentDit]


def create_app(*, workers: int | None = None, queue: int = 64, seconds: float = 30.0) -> FastAPI:
    """Make the application; its workers start and stop with it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.pool = RenderingPool(workers=workers, queue=queue, seconds=seconds)
        yield
        app.state.pool.close()

    app = FastAPI(
        title="Documents d’un dossier CLLAJ",
        description="Un dossier en JSON entre, un document sort. Rien n’est gardé.",
        version=cd.__version__,
        lifespan=lifespan,
        swagger_ui_parameters={"defaultModelsExpandDepth": -1},
    )
    _add_routes(app)
    _add_problems(app)
    usual = app.openapi
    app.openapi = lambda: _with_dossier(usual())  # type: ignore[method-assign]
    return app


# --- routes


def _add_routes(app: FastAPI) -> None:
    @app.get("/sante", summary="Le service répond-il ?")
    async def health() -> Sante:
        return Sante(etat="en service", version=cd.__version__)

    @app.get("/schema", summary="Schéma JSON d’un dossier", response_class=JSONResponse)
    async def schema() -> JSONResponse:
        return JSONResponse(cd.Toolkit.schema(), media_type="application/schema+json")

    @app.post(
        "/constats",
        summary="Ce qui ne va pas, et ce qui manque à chaque document",
        responses=_PROBLEMS,
        openapi_extra=_TAKES_DOSSIER,
    )
    async def findings(request: Request) -> Etat:
        return _told(await request.app.state.pool.examine(await _read(request)))

    @app.post(
        "/documents/{document}/{format}",
        summary="Un document du dossier",
        response_class=StreamingResponse,
        responses={200: _GIVES_DOCUMENT, 404: _problem("Document ou format inconnu"), **_PROBLEMS},
        openapi_extra=_TAKES_DOSSIER,
    )
    async def document(
        request: Request,
        document: Annotated[str, Path(description="Nom du document.", json_schema_extra={"enum": _NAMES})],
        format: Annotated[str, Path(description="Format.", json_schema_extra={"enum": list(_FORMATS)})],  # noqa: A002
        date: Annotated[
            Annotated[datetime.date, BeforeValidator(_as_described)] | None,
            Query(description="Jour écrit dans « Fait à …, le … » ; absent, des pointillés."),
        ] = None,
    ) -> StreamingResponse:
        made = await request.app.state.pool.render(await _read(request), document, format, date)
        headers = {
            "Content-Disposition": f'attachment; filename="{made.filename}"',
            "Content-Length": str(len(made.content)),
        }
        return StreamingResponse(_chunks(made.content), media_type=made.media_type, headers=headers | _PRIVATE)


async def _read(request: Request) -> bytes:
    """Read the dossier. Its bytes are counted as they come, whatever length was announced."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "Envoyez le dossier en JSON (« Content-Type: application/json »).")
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > BODY_MAX:
            raise HTTPException(413)
    return bytes(content)


def _chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]


def _told(state: State) -> Etat:
    constats = [
        ConstatDit(
            code=one.code, gravite=one.gravite, message=one.message, chemin=one.chemin, documents=list(one.documents)
        )
        for one in state.constats
    ]
    titles = {nom: kind.titre for nom, kind in cd.Toolkit().documents.items()}
    documents = [
        DocumentDit(nom=nom, titre=titles[nom], possible=not manque, manque=problems.tell(manque))
        for nom, manque in state.manques.items()
    ]
    return Etat(constats=constats, documents=documents)


# --- problems


def _add_problems(app: FastAPI) -> None:
    @app.exception_handler(cd.CllajDocsError)
    async def library(_: Request, error: cd.CllajDocsError) -> JSONResponse:
        return problems.of_library(error)

    @app.exception_handler(BusyError)
    async def busy(_: Request, _error: BusyError) -> JSONResponse:
        return problems.answer(
            "occupe", 503, "Trop de demandes en ce moment : recommencez.", headers={"Retry-After": "2"}
        )

    @app.exception_handler(TooLongError)
    async def too_long(_: Request, _error: TooLongError) -> JSONResponse:
        detail = "Ce document demande trop de temps : raccourcissez ses textes, ou demandez-le seul."
        return problems.answer("occupe", 503, detail, headers={"Retry-After": "30"})

    @app.exception_handler(RequestValidationError)
    async def unreadable(_: Request, error: RequestValidationError) -> JSONResponse:
        names = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors()}))
        return problems.answer("requete", 400, f"Paramètre illisible : {names}. Une date s’écrit 2025-10-06.")

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        nature, detail = _HTTP.get(error.status_code, ("requete", str(error.detail)))
        return problems.answer(
            nature, error.status_code, detail or str(error.detail), headers=dict(error.headers or {})
        )


_HTTP = {
    404: ("inconnu", "Cette adresse n’existe pas : voir /docs."),
    405: ("methode", "Cette adresse se demande autrement : voir /docs."),
    413: ("taille", f"Le dossier dépasse {BODY_MAX // 1_000_000} Mo : ce n’est pas un dossier."),
    415: ("type-de-contenu", ""),
}


# --- what OpenAPI says


def _problem(description: str) -> dict[str, Any]:
    return {"model": Probleme, "description": description}


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: _problem("Paramètre illisible"),
    413: _problem("Dossier trop volumineux"),
    415: _problem("Autre chose que du JSON"),
    422: _problem("Dossier fautif ou incomplet"),
    503: _problem("Service occupé, ou document trop long"),
}
_COMPONENTS = "#/components/schemas/"


def _with_dossier(described: dict[str, Any]) -> dict[str, Any]:
    """Add the schema of a dossier to what is described, and give problems their own media type; done once."""
    schemas = described["components"]["schemas"]
    if "Dossier" in schemas:
        return described
    dossier = _moved(cd.Toolkit.schema())
    schemas.update(dossier.pop("$defs"))
    dossier.pop("$schema", None)
    schemas["Dossier"] = dossier
    for operations in described["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status != "200":
                    response["content"] = {problems.MEDIA_TYPE: response["content"].pop("application/json")}
    return described


def _moved(schema: Any) -> Any:
    """Write a schema for its place in OpenAPI, where definitions stand elsewhere."""
    if isinstance(schema, dict):
        return {key: _moved(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_moved(value) for value in schema]
    if isinstance(schema, str):
        return schema.replace("#/$defs/", _COMPONENTS)
    return schema


_TAKES_DOSSIER: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Le dossier, mêmes clés que le fichier TOML.",
        "content": {"application/json": {"schema": {"$ref": f"{_COMPONENTS}Dossier"}}},
    }
}
_GIVES_DOCUMENT = {
    "description": "Le document.",
    "content": {
        media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
        for media_type in _FORMATS.values()
    },
}
