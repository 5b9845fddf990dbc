"""Our own questions, and what they are asked of."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.training.pretrained.collections import (
    GUIDE,
    POLICY_QA,
    is_fitting,
    is_validation,
    pieces,
    read_policies,
    twins,
)
from index.training.pretrained.questions import GRADES, VOICES, read_asked

REAL = Path(__file__).parents[4] / "shared" / "real"


def test_there_are_questions_of_every_answer_and_voice_and_no_two_alike() -> None:
    asked = list(read_asked())
    assert len(asked) >= 3_000
    answers, voices = Counter(one.answers for one in asked), Counter(one.voice for one in asked)
    assert answers.keys() == GRADES.keys()
    assert voices.keys() == set(VOICES)
    assert answers["no"] >= 0.25 * len(asked)
    assert voices["colloquial"] + voices["situation"] >= 0.4 * len(asked)
    assert len({(one.question, one.place) for one in asked}) == len(asked)


def test_a_fifth_of_the_documents_is_kept_from_training_and_half_of_it_from_fitting() -> None:
    names = [f"文件{number}" for number in range(5_000)]
    kept = [name for name in names if is_validation(name)]
    assert len(kept) == pytest.approx(1_000, abs=100)
    assert sum(map(is_fitting, kept)) == pytest.approx(500, abs=70)
    assert not any(is_fitting(name) for name in names if not is_validation(name))


@given(st.text(alphabet="一二。；\n ！", max_size=3_000), st.integers(10, 400))
def test_pieces_cover_a_text_in_order_but_for_blanks(text: str, length: int) -> None:
    at = 0
    for start, end in pieces(text, length):
        assert not text[at:start].strip()
        assert start < end
        at = end
    assert not text[at:].strip()


@pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared/real")
def test_every_question_stands_at_a_passage_that_is_there() -> None:
    places = {text.place for text in read_policies(REAL)}
    asked = [one for one in read_asked() if one.place.collection in (GUIDE, POLICY_QA)]
    assert [one for one in asked if one.place not in places] == []


@pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared/real")
def test_copies_of_what_was_trained_on_are_no_validation() -> None:
    apart = twins(REAL)
    assert 5 <= len(apart) <= 20
    assert all(map(is_validation, apart))
