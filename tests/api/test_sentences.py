import itertools

from hypothesis import given
from hypothesis import strategies as st

from api.sentences import TermWeights, sentences_of


def test_a_decimal_and_a_bracket_do_not_end_a_sentence() -> None:
    text = "利率降至4.79%。安排资金（一是奖补。二是贴息）支持。其余照旧"
    cut = ["利率降至4.79%。", "安排资金（一是奖补。二是贴息）支持。", "其余照旧"]
    assert [s.text for s in sentences_of(text)] == cut


def test_a_semicolon_cuts_a_long_clause_and_not_a_short_one() -> None:
    short = "以取得收入为一次；属于同一项目的，以一个月为一次"
    assert len(sentences_of(short)) == 1
    assert len(sentences_of(short + "，" + "如此类推" * 30)) == 2


def test_a_closing_quotation_mark_stays_with_its_sentence() -> None:
    assert [s.text for s in sentences_of("他说：“可以。”后来又说不。")] == ["他说：“可以。”", "后来又说不。"]


@given(st.text(alphabet="甲乙。；！？（）()“”\n 1.", max_size=60))
def test_sentences_are_spans_and_lose_only_blanks(text: str) -> None:
    found = sentences_of(text)
    assert all(text[s.start : s.end] == s.text for s in found)
    assert "".join("".join(s.text for s in found).split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_a_term_counts_once_however_often_it_stands() -> None:
    terms = TermWeights(
        {"贷款": 2.0, "贴息": 3.0}, lambda text: [text[i : i + 2] for i in range(len(text) - 1)]
    )
    assert terms.score("贷款贷款") == 2.0
    assert terms.score("贷款贴息") == terms.total == 5.0
