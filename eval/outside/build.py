"""Build a retrieval system from outside over the documents of a knowledge base."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from eval.outside.chunks import cut
from eval.outside.library import versions
from index.models import Encoder
from ingest.errors import QuestionError
from ingest.records import Document

_LANGCHAIN = ("langchain-community", "langchain-classic", "langchain-text-splitters", "rank-bm25")
PACKAGES = {
    "langchain-bm25": _LANGCHAIN,
    "langchain-bm25-jieba": (*_LANGCHAIN, "jieba"),
    "langchain-faiss": (*_LANGCHAIN, "faiss-cpu"),
    "langchain-ensemble": (*_LANGCHAIN, "jieba", "faiss-cpu"),
    "txtai": ("txtai", "langchain-text-splitters", "faiss-cpu"),
}
KINDS = tuple(PACKAGES)


class OutsideIndex(Protocol):
    """Finds clauses by a system that knows chunks of text only, neither regions nor profiles."""

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        """Return up to `k` clause ids, scores strictly descending; raise ValueError when `k` is below 1."""
        ...


def build_outside(kind: str, documents: Iterable[Document], encoder: Encoder) -> OutsideIndex:
    """Index the texts of `documents` by the system `kind`, one of `KINDS`, in chunks of 250 characters.

    Dense vectors come from `encoder`. Nothing is fetched and nothing is written outside temporary files.
    Raises QuestionError for an unknown kind, for documents without text and where the extra `outside` is not
    installed.
    """
    if kind not in KINDS:
        raise QuestionError(f"没有名为“{kind}”的对照系统；可以写：{'、'.join(KINDS)}")
    chunks = cut(documents)
    if not chunks:
        raise QuestionError(f"对照系统 {kind} 没有可以索引的文字；请先用 huice build 加入文件")
    if kind == "txtai":
        from eval.outside.txtai import TxtaiIndex

        return TxtaiIndex(chunks, encoder)
    from eval.outside.langchain import BUILDERS

    return BUILDERS[kind](chunks, encoder)


def made_by(kind: str) -> str:
    """Return the libraries behind a kind with their versions, which a stored run is reproduced with."""
    return versions(*PACKAGES[kind])
