import pytest

from api.focus import NO_FOCUS, focus_share
from api.sentences import TermWeights
from index.tokens import words


def weights(**said: float) -> TermWeights:
    return TermWeights(said, words)


def test_the_last_two_words_before_the_asking_word_are_looked_for() -> None:
    asked = "湖州市给予引进人才的企业生活补贴多少？"
    assert focus_share(asked, "企业可以领取生活补贴3万元", weights()) == 1.0
    assert focus_share(asked, "企业可以领取奖励3万元", weights()) == 0.5
    assert focus_share(asked, "湖州市引进人才3万名", weights()) == 0.0


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    asked = "展位费补助标准是多少？"
    said = weights(展位费=1.0, 补助标准=3.0)
    assert focus_share(asked, "展位费已经缴清", said) == pytest.approx(0.25)
    assert focus_share(asked, "补助标准已经公布", said) == pytest.approx(0.75)


def test_a_part_of_a_longer_word_counts_half() -> None:
    assert focus_share("补助标准是多少？", "给予补助3万元", weights()) == 0.5


def test_of_several_asking_words_the_best_met_counts() -> None:
    assert focus_share("贷款额度多少？担保费率多少？", "担保费率不超过1%", weights()) == 1.0


def test_a_question_without_an_asking_word_has_no_focus() -> None:
    assert focus_share("知识产权质押融资", "知识产权质押融资1亿元", weights()) == NO_FOCUS


def test_widths_make_no_difference() -> None:
    assert focus_share("ＡＰＰ名称是什么？", "APP名称：湖企通", weights()) == 1.0
