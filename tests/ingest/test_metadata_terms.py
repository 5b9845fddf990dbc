"""When documents take effect and end, against sentences whose days were written down before any code."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.metadata.found import Found
from ingest.metadata.terms import effective_from, expires_on

SENTENCES = Path(__file__).parent / "fixtures" / "validity_sentences.tsv"
ISSUED = Found(date(2022, 3, 15), 0, 0)


def sentences() -> list[tuple[str, str, str]]:
    with SENTENCES.open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["sentence"], row["effective_from"], row["expires_on"]) for row in rows]


def read(text: str, title: str | None = None) -> tuple[str, str]:
    first = effective_from(text, ISSUED, title)
    last = expires_on(text, first, ISSUED, title)
    return (str(first.value) if first else "", str(last.value) if last else "")


@pytest.mark.parametrize(("sentence", "first", "last"), sentences())
def test_a_sentence_gives_the_days_of_its_own_document_only(sentence: str, first: str, last: str) -> None:
    assert read(sentence) == (first, last)


@pytest.mark.parametrize(("sentence", "first", "last"), sentences())
def test_the_sentences_around_one_change_nothing(sentence: str, first: str, last: str) -> None:
    text = f"第一条　为了支持企业发展，制定本办法。\n{sentence}\n附件：申请表"
    assert read(text) == (first, last)


def test_a_document_may_call_itself_by_its_title() -> None:
    text = "《某市人才公寓办法》自2022年5月1日起施行，有效期两年。"
    assert read(text, "某市住房局关于印发《某市人才公寓办法》的通知") == ("2022-05-01", "2024-04-30")
    assert read(text, "某市住房局关于印发《某市公租房办法》的通知") == ("", "")


def test_without_a_day_of_issue_a_term_counted_from_it_is_not_known() -> None:
    assert effective_from("本办法自发布之日起施行，有效期两年。", None) is None
    assert expires_on("本办法自发布之日起施行，有效期两年。", None, None) is None


def test_a_term_that_ends_in_a_month_without_its_day_ends_with_the_month() -> None:
    leap = Found(date(2024, 2, 29), 0, 0)
    last = expires_on("本办法有效期1年。", leap, None)
    assert last
    assert last.value == date(2025, 2, 28)


def test_a_day_that_does_not_exist_is_none() -> None:
    assert read("本办法自2022年2月30日起施行。") == ("", "")
    assert read("本办法有效期至2022年13月底。") == ("", "")


@given(st.text("本办法自年月日起施行有效期至。，；\n0123456789一二 ()（）《》", max_size=120))
def test_whatever_is_read_lies_in_the_text(text: str) -> None:
    for found in (effective_from(text, ISSUED), expires_on(text, None, ISSUED)):
        assert found is None or 0 <= found.start < found.end <= len(text)
