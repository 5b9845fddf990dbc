"""The usual recipe of LangChain: its BM25 retriever, its FAISS store with our encoder, and both together.

Sources: langchain-community's BM25Retriever (over rank_bm25's BM25Okapi) and FAISS, langchain-classic's
EnsembleRetriever (reciprocal rank fusion). Everything the recipe does not name is left at its default.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_core.embeddings import Embeddings

from eval.outside.chunks import CreditedChunk, rank_clauses
from eval.outside.library import load
from index.models import Encoder

_NUMBER = "chunk"  # the metadata field that holds a chunk's number
_WEIGHTS = (0.5, 0.5)

Retriever = Any  # the extra is not installed where types are checked
AtDepth = Callable[[int], Retriever]  # the retriever that gives so many chunks
Preprocess = Callable[[str], list[str]]


class EncoderEmbeddings(Embeddings):
    """Gives LangChain the vectors of our encoder."""

    def __init__(self, encoder: Encoder) -> None:
        """Hold the encoder."""
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a passage."""
        return [[float(value) for value in row] for row in self._encoder.encode_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return [float(value) for value in self._encoder.encode_queries([text])[0]]


class LangChainIndex:
    """Asks a LangChain retriever over chunks and credits what it finds to clauses."""

    def __init__(self, chunks: Sequence[CreditedChunk], at: AtDepth) -> None:
        """Hold the chunks and what gives the retriever of a depth."""
        self._chunks = chunks
        self._at = at
        self._tracing: Callable[..., Any] = load("langsmith").tracing_context

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        """Return up to `k` clause ids, best first (see `rank_clauses`); nothing for a blank query."""
        return rank_clauses(lambda depth: self._ask(query, depth), self._chunks, k) if query.strip() else []

    def _ask(self, query: str, depth: int) -> list[int]:
        with self._tracing(enabled=False):  # an environment variable would send the questions away
            return [int(found.metadata[_NUMBER]) for found in self._at(depth).invoke(query)]


def with_bm25(chunks: Sequence[CreditedChunk], encoder: Encoder) -> LangChainIndex:
    """Index with BM25Retriever as it comes: words are what stands between white space."""
    return LangChainIndex(chunks, _bm25(chunks, None))


def with_jieba(chunks: Sequence[CreditedChunk], encoder: Encoder) -> LangChainIndex:
    """Index with BM25Retriever over the words that jieba cuts, as Chinese guides to it advise."""
    return LangChainIndex(chunks, _bm25(chunks, jieba_words()))


def with_faiss(chunks: Sequence[CreditedChunk], encoder: Encoder) -> LangChainIndex:
    """Index with the FAISS vector store and our encoder."""
    return LangChainIndex(chunks, _faiss(chunks, encoder))


def with_ensemble(chunks: Sequence[CreditedChunk], encoder: Encoder) -> LangChainIndex:
    """Index with EnsembleRetriever, half BM25 over jieba's words and half FAISS.

    Chunks are told apart by their number, not by their text: the same text in two documents is kept twice.
    """
    ensemble = load("langchain_classic.retrievers.ensemble").EnsembleRetriever
    words, vectors = _bm25(chunks, jieba_words()), _faiss(chunks, encoder)
    return LangChainIndex(
        chunks,
        lambda depth: ensemble(
            retrievers=[words(depth), vectors(depth)], weights=list(_WEIGHTS), id_key=_NUMBER
        ),
    )


Build = Callable[[Sequence[CreditedChunk], Encoder], LangChainIndex]
BUILDERS: Mapping[str, Build] = {
    "langchain-bm25": with_bm25,
    "langchain-bm25-jieba": with_jieba,
    "langchain-faiss": with_faiss,
    "langchain-ensemble": with_ensemble,
}


def jieba_words() -> Preprocess:
    """Return what cuts a text to words as ``jieba.lcut`` does.

    The dictionary is read into a tokenizer of its own: jieba's global one would write a cache to a shared
    folder and report to stderr.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba compiles with invalid escapes and looks for pkg_resources
        import jieba
    tokenizer: Any = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = jieba.Tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return lambda text: list(tokenizer.lcut(text))


def _bm25(chunks: Sequence[CreditedChunk], preprocess: Preprocess | None) -> AtDepth:
    module = load("langchain_community.retrievers.bm25")
    load("rank_bm25")
    retriever = module.BM25Retriever.from_texts(
        *_texts(chunks), preprocess_func=preprocess or module.default_preprocessing_func
    )
    return lambda depth: retriever.model_copy(update={"k": depth})


def _faiss(chunks: Sequence[CreditedChunk], encoder: Encoder) -> AtDepth:
    texts, numbers = _texts(chunks)
    store = load("langchain_community.vectorstores.faiss").FAISS.from_texts(
        texts, EncoderEmbeddings(encoder), numbers
    )
    return lambda depth: store.as_retriever(search_kwargs={"k": depth})


def _texts(chunks: Sequence[CreditedChunk]) -> tuple[list[str], list[dict[str, int]]]:
    return [chunk.text for chunk in chunks], [{_NUMBER: number} for number in range(len(chunks))]
