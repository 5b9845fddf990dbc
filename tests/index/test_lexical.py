from math import log
from pathlib import Path

import numpy as np
import pytest

from index.lexical import (
    OTHER_MEANINGS,
    Lexical,
    Phrase,
    Postings,
    Terms,
    TokenCorpus,
    load_postings,
    write_postings,
)


def _postings(folder: Path, documents: list[list[str]]) -> Postings:
    corpus = TokenCorpus()
    for document in documents:
        corpus.add(document)
    write_postings(corpus, folder)
    return load_postings(folder)


def test_the_score_is_that_of_bm25(tmp_path: Path) -> None:
    postings = _postings(tmp_path / "words", [["贷", "款"], ["贷", "贷"], ["款", "额"]])
    chunks, scores = postings.column("贷")
    assert chunks.tolist() == [0, 1]
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    assert scores == pytest.approx([idf * 1 / (1 + 1.2), idf * 2 / (2 + 1.2)], rel=1e-5)


def test_a_header_supports_its_body_with_less_weight(tmp_path: Path) -> None:
    body = _postings(tmp_path / "body", [["贷款"], ["用地"], ["人才"]])
    header = _postings(tmp_path / "header", [["融资"], ["贷款"], ["人才"]])
    scores = Lexical(body, header).score(Terms(("贷款",)))
    assert scores[0] > scores[1] > scores[2] == 0


def test_a_phrase_counts_by_its_best_meaning_and_others_a_little(tmp_path: Path) -> None:
    body = _postings(tmp_path / "body", [["贷款", "融资"], ["贷款", "人才"], ["用地", "用能"]])
    header = _postings(tmp_path / "header", [[], [], []])
    lexical = Lexical(body, header)
    loan, finance = lexical.score(Terms(("贷款",))), lexical.score(Terms(("融资",)))
    read = lexical.score(Terms((), (Phrase(0.5, (("贷款",), ("融资",))),)))
    assert read[0] == pytest.approx(0.5 * (finance[0] + OTHER_MEANINGS * loan[0]))
    assert read[1] == pytest.approx(0.5 * loan[1])
    assert read[2] == 0


def test_an_unknown_token_scores_nothing(tmp_path: Path) -> None:
    body = _postings(tmp_path / "body", [["贷款"]])
    assert Lexical(body, body).score(Terms(("火星",))).tolist() == [0.0]


def test_chunks_without_tokens_can_be_indexed(tmp_path: Path) -> None:
    assert _postings(tmp_path / "empty", [[], []]).chunk_count == 2


def test_no_chunk_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no chunk"):
        write_postings(TokenCorpus(), tmp_path / "none")


def test_a_pickled_array_is_refused(tmp_path: Path) -> None:
    _postings(tmp_path / "words", [["贷款"]])
    np.save(tmp_path / "words" / "data.csc.index.npy", np.array([{"x": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle"):
        load_postings(tmp_path / "words")
