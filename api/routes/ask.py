"""Questions, searches, and whether the service is well."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.records import Answer
from api.routes.opened import AsOf, EngineDep
from api.schemas import AskRequest, Health
from api.views import SearchView

router = APIRouter(tags=["问答"])


@router.get("/v1/health", summary="是否可用")
def health(engine: EngineDep) -> Health:
    """Tell how large the opened knowledge base is."""
    return Health(status="ok", documents=engine.document_count, clauses=engine.clause_count)


@router.post("/v1/ask", summary="提问")
def ask(engine: EngineDep, body: AskRequest) -> Answer:
    """Answer a question."""
    return engine.ask(body.question, body.to_profile(), body.as_of, body.region)


@router.get("/v1/search", summary="检索条款")
def search(
    engine: EngineDep,
    query: Annotated[str, Query(description="检索词", examples=["知识产权质押融资"])],
    k: Annotated[int, Query(ge=1, le=100, description="取前几条")] = 10,
    region: Annotated[str | None, Query(description="只看适用于该地区的文件")] = None,
    as_of: AsOf = None,
    include_dead: Annotated[bool, Query(description="也列出当日不在施行中的文件")] = False,
) -> SearchView:
    """Search clauses."""
    return engine.search(query, k, region, as_of, include_dead)
