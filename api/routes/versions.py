"""The versions of a document and what differs between two of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.history import History, Version, compare, history, versions_of
from api.routes.opened import AsOf, SettingsDep
from ingest.versions.clause_diff import DocumentDiff

router = APIRouter(tags=["版本"])


@router.get("/v1/history", summary="有多个版本的文件，以及每次加入和删除")
def whole_history(settings: SettingsDep, as_of: AsOf = None) -> History:
    """Tell which policies have several versions and what came and went."""
    return history(settings.home, as_of)


@router.get("/v1/documents/{document_id}/history", summary="一份文件的各个版本")
def document_history(settings: SettingsDep, document_id: str, as_of: AsOf = None) -> list[Version]:
    """List the versions of a policy, oldest first."""
    return list(versions_of(settings.home, document_id, as_of))


@router.get("/v1/diff", summary="比较两个版本")
def difference(
    settings: SettingsDep,
    old: Annotated[str, Query(description="旧文件的编号；不写 new 时与它的上一版比较")],
    new: Annotated[str | None, Query(description="新文件的编号")] = None,
) -> DocumentDiff:
    """Compare two documents clause by clause."""
    return compare(settings.home, old, new)
