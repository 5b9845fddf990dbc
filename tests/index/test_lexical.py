from math import log
from pathlib import Path

import numpy as np
import pytest

from index.lexical import Lexical, Postings, TokenCorpus, load_postings, write_postings


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
    scores = Lexical(body, header).score({"贷款": 1.0})
    assert scores[0] > scores[1] > scores[2] == 0


def test_a_lighter_term_scores_in_proportion(tmp_path: Path) -> None:
    body = _postings(tmp_path / "body", [["贷款"], ["用地"]])
    header = _postings(tmp_path / "header", [[], []])
    lexical = Lexical(body, header)
    assert lexical.score({"贷款": 0.5}) == pytest.approx(lexical.score({"贷款": 1.0}) / 2)


def test_an_unknown_token_scores_nothing(tmp_path: Path) -> None:
    body = _postings(tmp_path / "body", [["贷款"]])
    assert Lexical(body, body).score({"火星": 1.0}).tolist() == [0.0]


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
