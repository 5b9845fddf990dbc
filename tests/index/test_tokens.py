import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.tokens import bigrams, content_bigrams, count_tokens, fold, tokens, words


def test_a_policy_term_stays_one_word_and_its_parts_are_found_too() -> None:
    assert words("厂房加层改造") == ["厂房加层", "厂房", "加层", "改造"]
    assert "专精特新" in words("专精特新中小企业")


def test_stop_words_are_left_out_but_numbers_are_kept() -> None:
    assert words("我们能不能拿到50万元的补贴？") == ["拿到", "50", "万元", "补贴"]


def test_full_width_and_letter_case_do_not_matter() -> None:
    assert words("５Ｇ工厂，ＡＥＯ") == words("5g工厂，aeo")


def test_a_number_with_grouping_commas_is_one_number() -> None:
    assert words("17,431户") == ["17431", "户"]
    assert "5.13%" in words("平均利率为5.13%")


def test_bigrams_stay_inside_a_run_of_chinese() -> None:
    assert bigrams("贷款50万") == ["贷", "款", "贷款", "50", "万"]


def test_the_bigrams_of_a_query_do_not_join_what_a_stop_word_parted() -> None:
    found = content_bigrams("融资的贷款")
    assert "融资" in found
    assert "贷款" in found
    assert "资贷" not in found


def test_punctuation_counts_as_tokens() -> None:
    assert count_tokens("支持企业，鼓励创新。") == 6
    assert count_tokens("") == 0


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_tokens_stand_where_they_say(text: str) -> None:
    folded = fold(text)
    for token in tokens(text):
        assert folded[token.start : token.end].replace(",", "") == token.text


@given(st.text(alphabet="企业融资贷款难 ，。50万,123.4%aeoＡ", max_size=40))
def test_every_letter_and_digit_lies_in_a_token(text: str) -> None:
    folded = fold(text)
    covered = {at for token in tokens(text) for at in range(token.start, token.end)}
    assert all(at in covered for at, character in enumerate(folded) if character.isalnum())


def test_the_tokenizer_is_quiet_and_leaves_nothing_in_the_temporary_folder(tmp_path: Path) -> None:
    code = "from index.tokens import words; import jieba; words('融资'); print(jieba.dt.initialized)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"TMPDIR": str(tmp_path), "PATH": ""},
        cwd=Path(__file__).parents[2],
    )
    assert done.stderr == ""
    assert done.stdout.strip() == "False"
    assert list(tmp_path.iterdir()) == []


def test_a_word_of_talk_cuts_no_word_of_policy_open() -> None:
    assert words("申报材料用途说明")[-2:] == ["用途", "说明"]
    assert {"统计", "口径"} <= set(words("统计口径"))
    assert "文件" in words("那个文件")
