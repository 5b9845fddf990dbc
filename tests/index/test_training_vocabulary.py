"""The segmenter cuts as jieba does, and keeps what it is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.training.corpus import split_sentences
from index.training.new_words import cohesion, cohesive_pairs, joins
from index.training.parts import parts_of, select
from index.training.vocabulary import batched, dictionary_counts, learn_vocabulary, segmenter

TEXT = "对首次认定的高新技术企业给予一次性奖励50万元。企业研发费用加计扣除，GDP增长5%。"


@pytest.fixture(scope="module")
def by_dictionary() -> Tokenizer:
    return segmenter(dictionary_counts())


@pytest.fixture(scope="module")
def learned() -> Tokenizer:
    return learn_vocabulary(lambda: [TEXT] * 30, 120)


def test_the_dictionary_cuts_along_the_most_probable_words(by_dictionary: Tokenizer) -> None:
    words = by_dictionary.encode("对首次认定的高新技术企业给予一次性奖励").tokens
    assert words == ["对", "首次", "认定", "的", "高新技术", "企业", "给予", "一次性", "奖励"]


def test_a_learned_vocabulary_keeps_words_numbers_and_letters(learned: Tokenizer) -> None:
    assert learned.encode("高新技术企业研发费用").tokens == ["高新技术", "企业", "研发", "费用"]
    assert learned.encode("GDP增长50万元").tokens == ["gdp", "增长", "50", "万元"]
    assert learned.encode("xyz").tokens == ["x", "y", "z"]


def test_widths_and_cases_are_folded_and_punctuation_dropped(learned: Tokenizer) -> None:
    assert learned.encode("ＧＤＰ（５０）、《企业》！").tokens == ["gdp", "50", "企业"]


def test_a_character_never_met_is_the_unknown_token(learned: Tokenizer) -> None:
    assert learned.encode("龘").ids == [0]


def test_the_frequent_words_are_the_ones_kept() -> None:
    texts = ["企业融资"] * 9 + ["奖励融资"] * 3 + ["企业奖励"]
    vocabulary = learn_vocabulary(lambda: texts, 1 + 36 + 6 + 2).get_vocab()
    assert {"企业", "融资"} <= vocabulary.keys()
    assert "奖励" not in vocabulary
    assert len(vocabulary) == 45


def test_a_vocabulary_without_room_for_its_characters_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        learn_vocabulary(lambda: ["企业"], 20)


def test_a_word_without_a_count_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        segmenter({"企业": 0})


def test_neighbours_that_always_meet_are_a_new_word() -> None:
    known = segmenter({"小": 9, "巨人": 9, "企业": 9, "申报": 9}, keep_separators=True)
    texts = ["小巨人申报", "小巨人企业", "企业申报", "申报企业", "企业，小巨人", "申报小巨人"] * 6
    assert cohesive_pairs([texts], known) == {"小巨人": 24}


def test_words_apart_by_punctuation_are_no_neighbours() -> None:
    known = segmenter({"小": 9, "巨人": 9}, keep_separators=True)
    assert cohesive_pairs([["小、巨人"] * 40], known) == {}


def test_a_rare_pair_is_no_word() -> None:
    known = segmenter({"小": 9, "巨人": 9, "企业": 9}, keep_separators=True)
    assert cohesive_pairs([["小巨人"] * 11 + ["企业企业"] * 40], known).keys() == set()


@pytest.mark.parametrize(
    ("first", "second", "score", "told"),
    [
        ("中小", "微", 0.5, True),
        ("营商", "环境", 0.5, False),
        ("营商", "环境", 0.8, True),
        ("企业", "的", 0.9, False),
        ("第", "三", 0.9, False),
        ("人民政府", "办公", 0.5, False),
        ("abc", "企业", 0.9, False),
    ],
)
def test_neighbours_join_by_their_cohesion(first: str, second: str, score: float, told: bool) -> None:
    assert joins(first, second, score) is told


def test_cohesion_is_one_for_inseparable_words_and_zero_for_chance() -> None:
    together, first, second = np.array([10, 1]), np.array([10, 10]), np.array([10, 10])
    assert cohesion(together, first, second, 100).tolist() == pytest.approx([1.0, 0.0])


def test_a_word_has_the_shorter_words_it_contains_as_parts() -> None:
    tokenizer = segmenter({"高新技术": 5, "高新": 5, "技术": 5, "高": 5, "术": 5, "企业": 5})
    parts = parts_of(tokenizer)
    names = {tokenizer.id_to_token(int(part)) for part in parts.row(tokenizer.token_to_id("高新技术"))}
    assert names == {"高新技术", "高新", "技术", "高", "术"}
    assert parts.row(0).tolist() == []


def test_the_parts_of_some_words_are_gathered_in_order() -> None:
    parts = parts_of(segmenter({"高新": 5, "高": 4, "新": 3}))
    chosen = select(parts, np.array([3, 0, 1]))
    assert chosen.used[chosen.positions].tolist() == [3, 1, 2, 3]
    assert chosen.starts.tolist() == [0, 1, 1]


def test_a_stream_is_cut_to_batches_without_loss() -> None:
    assert list(batched(["a", "b", "c"], 2)) == [["a", "b"], ["c"]]


def test_a_short_piece_joins_the_sentence_before_it() -> None:
    assert split_sentences("企业应当如实申报材料。对。主管部门应当公示结果；") == [
        "企业应当如实申报材料。对。",
        "主管部门应当公示结果；",
    ]


@settings(max_examples=50)
@given(st.text(alphabet=st.sampled_from("企业融资。；！\n 应当a1"), max_size=60))
def test_sentences_joined_give_back_the_text(text: str) -> None:
    joined = "".join(split_sentences(text))
    assert "".join(joined.split()) == "".join(text.split())


@settings(max_examples=50)
@given(st.text(max_size=40))
def test_any_text_is_segmented(by_dictionary: Tokenizer, text: str) -> None:
    ids = by_dictionary.encode(text).ids
    assert all(0 <= number < by_dictionary.get_vocab_size() for number in ids)
