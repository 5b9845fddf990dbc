"""Chunks of the usual recipe and the clauses they are credited to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.outside.chunks import OVERLAP, SIZE, CreditedChunk, credited, cut, rank_clauses
from ingest.records import Clause, Document, Metadata, OffsetMap, Run

FIRST = "第一条 对首次认定的企业，给予奖励。"
SECOND = "第二条 对获得贷款的企业，给予贴息。"


def _document(*texts: str) -> Document:
    text = "\n".join(texts)
    clauses, start = [], 0
    for number, one in enumerate(texts, 1):
        clauses.append(Clause(f"d#{number}", "d", (), "", "", one, start, start + len(one)))
        start += len(one) + 1
    offsets = OffsetMap((Run(0, 0, len(text)),)) if text else OffsetMap(())
    return Document("d", "d.txt", "", text, offsets, Metadata(), tuple(clauses))


def test_a_chunk_over_several_short_clauses_stands_for_each_of_them() -> None:
    assert cut([_document(FIRST, SECOND)]) == [CreditedChunk(f"{FIRST}\n{SECOND}", ("d#1", "d#2"))]


def test_a_chunk_inside_a_long_clause_stands_for_that_clause() -> None:
    chunks = cut([_document("支持企业开展技术改造，" * 60)])
    assert len(chunks) > 2
    assert {chunk.clauses for chunk in chunks} == {("d#1",)}


def test_a_clause_of_which_less_than_half_is_held_gets_no_credit_beside_another() -> None:
    clauses = _document(FIRST, SECOND).clauses
    half = len(FIRST) + 1 + len(SECOND) // 2
    assert credited(clauses, 0, half - 1) == ("d#1",)
    assert credited(clauses, 0, half + 1) == ("d#1", "d#2")


def test_the_clause_with_the_most_characters_comes_first() -> None:
    document = _document(FIRST, SECOND)
    assert credited(document.clauses, len(FIRST) // 2, len(document.text)) == ("d#2", "d#1")


def test_a_chunk_with_less_than_half_of_every_clause_stands_for_the_one_it_shares_most_with() -> None:
    assert credited(_document(FIRST, SECOND).clauses, len(FIRST) - 3, len(FIRST) + 6) == ("d#2",)


def test_a_line_end_between_two_equal_halves_counts_for_neither() -> None:
    clauses = _document(FIRST, "给予奖励。\n给予贴息。").clauses
    start = clauses[1].start
    assert credited(clauses, 0, start + 5) == ("d#1", "d#2")


def test_a_stretch_outside_every_clause_stands_for_none() -> None:
    assert credited((), 0, 10) == ()
    assert credited(_document(FIRST).clauses, 500, 510) == ()


def test_an_empty_document_has_no_chunks() -> None:
    assert cut([_document("")]) == []


@given(st.lists(st.lists(st.integers(1, 400), min_size=1, max_size=3), min_size=1, max_size=12))
def test_every_clause_has_a_chunk_that_stands_for_it(lengths: list[list[int]]) -> None:
    letters = iter(chr(code) for code in range(0x4E00, 0x4E00 + 20_000))  # no two alike: each place is unique
    texts = ["\n".join("".join(next(letters) for _ in range(line)) for line in lines) for lines in lengths]
    document = _document(*texts)
    chunks = cut([document])
    assert {clause for chunk in chunks for clause in chunk.clauses} == {c.id for c in document.clauses}
    assert all(len(chunk.text) <= SIZE and chunk.text in document.text for chunk in chunks)
    assert sum(len(chunk.text) for chunk in chunks) <= len(document.text) + OVERLAP * len(chunks)


CHUNKS = [CreditedChunk("", names) for names in (("a",), ("a", "b"), ("b",), ("c", "a"), ("d",))]


def test_clauses_rank_in_the_order_in_which_chunks_first_name_them() -> None:
    order = [3, 0, 1, 2, 4]
    assert rank_clauses(lambda n: order[:n], CHUNKS, 3) == [("c", 3.0), ("a", 2.0), ("b", 1.0)]


def test_more_chunks_are_asked_for_until_they_name_enough_clauses() -> None:
    asked = []

    def ask(depth: int) -> list[int]:
        asked.append(depth)
        return [0, 0, 0, 0, 1][:depth]

    assert rank_clauses(ask, CHUNKS, 2) == [("a", 2.0), ("b", 1.0)]
    assert asked == [4, 5]


def test_a_system_that_knows_no_more_is_not_asked_for_ever() -> None:
    assert rank_clauses(lambda n: [0], CHUNKS, 3) == [("a", 3.0)]
    assert rank_clauses(lambda n: [], CHUNKS, 3) == []
    assert [name for name, _ in rank_clauses(lambda n: list(range(n)), CHUNKS, 9)] == ["a", "b", "c", "d"]


def test_no_place_is_no_ranking() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        rank_clauses(lambda n: [], CHUNKS, 0)
