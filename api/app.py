"""The HTTP API: resources live in the lifespan, routes are thin, errors are Chinese."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline

from api.engine import Engine
from api.records import Answer
from api.schemas import AskRequest, ErrorBody, Health
from api.settings import Settings
from api.views import ClauseView, DocumentView, SearchView
from ingest.errors import HomeError, HuiceError

ERRORS: dict[int | str, dict[str, object]] = {
    400: {"model": ErrorBody, "description": "问题、画像或参数有误"},
    404: {"model": ErrorBody, "description": "没有这个文件"},
    422: {"model": ErrorBody, "description": "请求的格式不对"},
    503: {"model": ErrorBody, "description": "知识库不可用"},
}


def create_app(settings: Settings, engine: Engine | None = None) -> FastAPI:
    """Make the application over `engine`, or over the one it opens at start in `settings.home`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = engine or Engine.open(settings.home, settings.encoder)
        yield

    app = FastAPIOffline(
        title="惠策",
        version="0.1.0",
        description="政策知识库问答：适用哪些措施、资金和责任单位，逐条引到条款；没有依据就不回答。",
        lifespan=lifespan,
        responses=ERRORS,
    )
    app.add_exception_handler(HuiceError, _say_what_is_wrong)
    app.add_exception_handler(RequestValidationError, _say_which_field)
    _add_routes(app)
    return app


def _engine(request: Request) -> Engine:
    engine = request.app.state.engine
    if not isinstance(engine, Engine):
        raise HomeError("知识库还没有打开。")
    return engine


EngineDep = Annotated[Engine, Depends(_engine)]
AsOf = Annotated[date | None, Query(description="按哪一天的有效性回答，如 2024-06-30；默认今天")]


def _add_routes(app: FastAPI) -> None:
    @app.get("/v1/health", summary="是否可用")
    def health(engine: EngineDep) -> Health:
        return Health(status="ok", documents=engine.document_count, clauses=engine.clause_count)

    @app.post("/v1/ask", summary="提问")
    def ask(engine: EngineDep, body: AskRequest) -> Answer:
        return engine.ask(body.question, body.to_profile(), body.as_of, body.region)

    @app.get("/v1/search", summary="检索条款")
    def search(
        engine: EngineDep,
        query: Annotated[str, Query(description="检索词", examples=["知识产权质押融资"])],
        k: Annotated[int, Query(ge=1, le=100, description="取前几条")] = 10,
        region: Annotated[str | None, Query(description="只看适用于该地区的文件")] = None,
        as_of: AsOf = None,
    ) -> SearchView:
        return engine.search(query, k, region, as_of)

    @app.get("/v1/documents", summary="文件目录")
    def documents(engine: EngineDep, as_of: AsOf = None) -> list[DocumentView]:
        return engine.documents(as_of)

    @app.get("/v1/documents/{document_id}/clauses", summary="一份文件的条款")
    def document_clauses(engine: EngineDep, document_id: str) -> list[ClauseView]:
        return list(engine.clauses(document_id))

    @app.get("/v1/clauses", summary="一条条款")
    def clause(
        engine: EngineDep, clause_id: Annotated[str, Query(alias="id", description="条款号")]
    ) -> ClauseView:
        return engine.clause(clause_id)


def _say_what_is_wrong(request: Request, error: Exception) -> JSONResponse:
    code = error.code if isinstance(error, HuiceError) else "error"
    status = {"not_found": 404, "bad_home": 503}.get(code, 400)
    return JSONResponse({"error": {"code": code, "message": str(error)}}, status)


def _say_which_field(request: Request, error: Exception) -> JSONResponse:
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    fields = "、".join(
        ".".join(str(part) for part in problem["loc"] if part != "body") or "请求体" for problem in problems
    )
    message = f"请求的格式不对，请检查：{fields}。字段说明见 /docs。"
    return JSONResponse({"error": {"code": "bad_request", "message": message}}, 422)
