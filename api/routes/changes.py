"""Documents sent and deleted over HTTP, where the service was started writable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from anyio import open_file
from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool

from api.building import reading_of
from api.changes import AddSummary, RemoveSummary
from api.changing import add_documents, remove_documents
from api.routes.opened import ServedDep, SettingsDep
from api.served import Served
from api.upload import Upload, file_name
from ingest.errors import HomeError, HuiceError, SourceError
from ingest.limits import MEGABYTE

T = TypeVar("T")


class ReadOnlyError(HuiceError):
    """The service was not started for changes, or another site's page asks for one."""

    code = "read_only"


class TooLargeError(HuiceError):
    """A document sent is larger than is taken."""

    code = "too_large"


def _writable(request: Request, settings: SettingsDep) -> None:
    """Refuse where nobody allowed changes, and a page of another site in the browser of somebody allowed."""
    if not settings.writable:
        raise ReadOnlyError(
            "这个服务没有开放修改：请用 huice serve --writable（或环境变量 HUICE_WRITABLE=true）启动后再试。"
        )
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise ReadOnlyError(f"不接受来自别的网站（{origin}）的修改请求。")


router = APIRouter(tags=["修改"], dependencies=[Depends(_writable)])


_BODY = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}


@router.post(
    "/v1/documents",
    summary="加入一份文件（请求体就是文件内容）",
    openapi_extra={"requestBody": {"required": True, **_BODY}},
)
async def add(
    request: Request,
    settings: SettingsDep,
    served: ServedDep,
    name: Annotated[str, Query(description="文件名，引用时用它，必填", examples=["若干措施.docx"])] = "",
) -> AddSummary:
    """Add the document in the body and answer from the new generation from then on."""
    if not name or request.headers.get("content-type", "").startswith("multipart/"):
        raise SourceError("请把文件内容直接作为请求体发送，文件名写在 ?name= 里，不用表单（multipart）。")
    source = file_name(name)
    with TemporaryDirectory(prefix="huice-") as folder:
        path = Path(folder) / source
        await _receive(request, path, settings.largest_upload_mb * MEGABYTE)
        upload = Upload(settings.home, path, source, reading_of(settings))
        return await run_in_threadpool(
            _change,
            request,
            served,
            lambda: add_documents(settings.home, upload, settings.encoder, _quiet),
        )


@router.delete("/v1/documents/{document_id}", summary="删除一份文件")
def remove(
    request: Request,
    settings: SettingsDep,
    served: ServedDep,
    document_id: str,
    all_versions: Annotated[bool, Query(description="连同它的所有版本")] = False,
) -> RemoveSummary:
    """Remove a document and answer from the new generation from then on."""
    return _change(
        request,
        served,
        lambda: remove_documents(settings.home, [document_id], settings.encoder, _quiet, all_versions),
    )


async def _receive(request: Request, path: Path, largest: int) -> None:
    """Write the body to `path`; raise TooLargeError before more than `largest` bytes are taken."""
    announced = request.headers.get("content-length", "")
    received = 0
    async with await open_file(path, "wb") as file:
        if announced.isdecimal():
            _check(int(announced), largest)
        async for block in request.stream():
            received += len(block)
            _check(received, largest)
            await file.write(block)


def _check(size: int, largest: int) -> None:
    if size > largest:
        raise TooLargeError(f"文件超过上限 {largest // MEGABYTE} MB：请拆成较小的文件再试。")


def _change(request: Request, served: Served, change: Callable[[], T]) -> T:
    """Change the home and open what is current then; requests under way end on what they began with."""
    changing = request.app.state.changing
    if not changing.acquire(blocking=False):
        raise HomeError("另一个修改正在进行；请等它结束后再试。")
    try:
        changed = change()
        served.reopen()
        return changed
    finally:
        changing.release()


def _quiet(stage: str, done: int, total: int | None) -> None:
    pass
