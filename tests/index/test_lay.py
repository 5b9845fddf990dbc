from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lay import expand, read_table
from index.tokens import fold

QUESTIONS = Path(__file__).parent / "fixtures" / "lay_questions.tsv"


def _terms(query: str) -> dict[str, float]:
    return {term.text: term.weight for term in expand(query)}


def _table(*rows: str) -> str:
    return "\n".join(["# 说明", "phrases,terms", *rows])


def _matches(row: str, query: str, *classes: str) -> bool:
    return any(phrase.pattern.search(query) for phrase in read_table(_table(*classes, row)))


def test_at_least_85_percent_of_colloquial_questions_reach_a_policy_term() -> None:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()[1:]
    pairs = [line.split("\t") for line in lines]
    reached = [query for query, wanted in pairs if set(wanted.split()) & set(_terms(query))]
    assert len(pairs) == 160
    assert len(reached) >= 0.85 * len(pairs)


@pytest.mark.parametrize(
    "query", ["今天天气怎么样", "唐朝有几个皇帝", "离婚后抚养权判给哪一方", "三角形内角和是多少度", ""]
)
def test_a_question_of_another_field_is_not_expanded(query: str) -> None:
    assert expand(query) == []


def test_a_nearer_phrase_weighs_more_than_one_with_gaps() -> None:
    assert _terms("想换机器")["设备更新"] == 0.6
    assert _terms("银行跟我说不批")["融资难"] == 0.5
    assert _terms("牛，听说也能拿去周转？")["活体抵押"] == 0.4


def test_a_term_of_the_query_itself_is_not_repeated() -> None:
    terms = _terms("买新机器算技术改造吗")
    assert "技术改造" not in terms
    assert "设备更新" in terms


def test_a_term_points_at_the_words_it_was_read_from() -> None:
    query = "听说ＥＲＰ不错，厂里想换新机器"
    folded = fold(query)
    spans = {term.text: folded[term.start : term.end] for term in expand(query)}
    assert spans["技改项目"] == "换新机器"
    assert spans["信息化"] == "erp"


def test_a_phrase_inside_a_longer_one_gives_way_but_not_one_in_its_gap() -> None:
    # 专利 alone means 发明专利; with 贷款 it is a pledge
    assert "发明专利" not in _terms("专利能贷款吗")
    assert "知识产权质押融资" in _terms("专利能贷款吗")
    # 技工 stands in the gap of 欠…钱
    terms = _terms("欠我们技工的钱")
    assert {"清欠", "高技能人才"} <= set(terms)


def test_a_choice_may_be_empty_and_a_class_is_written_once() -> None:
    assert _matches("{招}(|到)工人,招聘", "想雇到工人", "{招},招 雇")
    assert _matches("{招}(|到)工人,招聘", "想招工人", "{招},招 雇")
    assert _matches("({招}|找)工人,招聘", "想找工人", "{招},招 雇")
    assert not _matches("{招}(|到)工人,招聘", "想请工人", "{招},招 雇")


def test_a_gap_holds_six_characters_of_one_sentence() -> None:
    assert _matches("借…钱,贷款", "借一二三四五六钱")
    assert not _matches("借…钱,贷款", "借一二三四五六七钱")
    assert not _matches("借…钱,贷款", "借，钱")
    assert not _matches("借…钱,贷款", "钱借")


def test_a_tilde_takes_either_order_and_an_ampersand_goes_past_punctuation() -> None:
    assert _matches("机器~旧,设备更新", "旧的机器")
    assert _matches("机器~旧,设备更新", "机器太旧")
    assert not _matches("机器~旧,设备更新", "机器，旧")
    assert _matches("机器&旧,设备更新", "旧得很，那台机器")
    assert not _matches("机器&旧,设备更新", "旧" + "得" * 17 + "机器")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("(招|雇工人,招聘", "括号不成对"),
        ("招|雇,招聘", "不在括号里"),
        ("{没有}工人,招聘", "没有定义词类“{没有}”"),
        ("…工人,招聘", "必须出现的字"),
        ("(|招)…工人,招聘", "必须出现的字"),
        ("招~工~人,招聘", "只能用一个"),
        ("招工,", "缺少短语或政策用语"),
    ],
)
def test_a_broken_row_is_named(row: str, fault: str) -> None:
    with pytest.raises(ValueError, match=r"lay_terms\.csv") as caught:
        read_table(_table(row))
    assert fault in str(caught.value)
    assert row.split(",")[0] in str(caught.value)


@given(st.text(alphabet="招雇借钱机器旧贷款银行，。？ＡＩai不到人", max_size=40))
def test_every_term_lies_inside_the_query_and_is_new(query: str) -> None:
    folded = fold(query)
    terms = expand(query)
    assert len({term.text for term in terms}) == len(terms)
    for term in terms:
        assert 0 <= term.start < term.end <= len(folded)
        assert 0 < term.weight <= 1
        assert term.text not in folded
