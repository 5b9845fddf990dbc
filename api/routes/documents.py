"""Documents and their clauses."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.opened import AsOf, EngineDep
from api.views import ClauseView, DocumentView

router = APIRouter(tags=["文件"])


@router.get("/v1/documents", summary="文件目录")
def documents(engine: EngineDep, as_of: AsOf = None) -> list[DocumentView]:
    """List the documents."""
    return engine.documents(as_of)


@router.get("/v1/documents/{document_id}", summary="一份文件")
def document(engine: EngineDep, document_id: str, as_of: AsOf = None) -> DocumentView:
    """Show one document."""
    return engine.document(document_id, as_of)


@router.get("/v1/documents/{document_id}/clauses", summary="一份文件的条款")
def document_clauses(engine: EngineDep, document_id: str) -> list[ClauseView]:
    """List the clauses of a document, a replaced or repealed one too."""
    return list(engine.clauses(document_id))


@router.get("/v1/clauses", summary="一条条款")
def clause(
    engine: EngineDep, clause_id: Annotated[str, Query(alias="id", description="条款号")]
) -> ClauseView:
    """Show one clause, of a replaced or repealed document too."""
    return engine.clause(clause_id)
