"""The HTTP API: resources live in the lifespan, routes are thin, errors are Chinese."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Lock

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline

from api.engine import Engine
from api.routes import ask, changes, documents, versions
from api.schemas import ErrorBody
from api.served import Served
from api.settings import Settings
from ingest.errors import HuiceError

ERRORS: dict[int | str, dict[str, object]] = {
    400: {"model": ErrorBody, "description": "问题、画像、参数或文件有误"},
    403: {"model": ErrorBody, "description": "服务没有开放修改"},
    404: {"model": ErrorBody, "description": "没有这个文件或条款"},
    413: {"model": ErrorBody, "description": "文件太大"},
    422: {"model": ErrorBody, "description": "请求的格式不对"},
    503: {"model": ErrorBody, "description": "知识库不可用或正在修改"},
}
_STATUS = {"read_only": 403, "not_found": 404, "too_large": 413, "bad_home": 503}


def create_app(settings: Settings, engine: Engine | None = None) -> FastAPI:
    """Make the application over `engine`, or over the one it opens at start in `settings.home`.

    What another process publishes there afterwards is answered from without a restart.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.settings = settings
        app.state.changing = Lock()
        app.state.served = Served(settings, engine)
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
    for module in (ask, documents, versions, changes):
        app.include_router(module.router)
    return app


def _say_what_is_wrong(request: Request, error: Exception) -> JSONResponse:
    code = error.code if isinstance(error, HuiceError) else "error"
    return JSONResponse({"error": {"code": code, "message": str(error)}}, _STATUS.get(code, 400))


def _say_which_field(request: Request, error: Exception) -> JSONResponse:
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    fields = "、".join(
        ".".join(str(part) for part in problem["loc"] if part != "body") or "请求体" for problem in problems
    )
    message = f"请求的格式不对，请检查：{fields}。字段说明见 /docs。"
    return JSONResponse({"error": {"code": "bad_request", "message": message}}, 422)
