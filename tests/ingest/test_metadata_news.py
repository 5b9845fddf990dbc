"""Newspaper reports and reviews of a year, hard-wrapped and without a credit."""

from pathlib import Path

import pytest

from ingest.metadata.news import dateline
from ingest.pipeline import read_source
from ingest.records import Document
from ingest.structure.lines import lines_of

FIXTURES = Path(__file__).parent / "fixtures"


def only(name: str) -> Document:
    (document,) = read_source(FIXTURES / name, name).documents
    return document


def test_a_report_is_told_by_its_dateline() -> None:
    metadata = only("wrapped_report_headline_below.txt").metadata
    assert metadata.kind
    assert metadata.kind.value == "新闻材料"
    assert metadata.issuers == ()


def test_the_headline_of_a_report_may_stand_below_it() -> None:
    metadata = only("wrapped_report_headline_below.txt").metadata
    assert metadata.title
    assert metadata.title.value == "佛山：8600家规上工业企业完成数字化改造"


def test_a_report_speaks_of_the_place_it_names_most() -> None:
    metadata = only("wrapped_report_headline_below.txt").metadata
    assert metadata.region
    assert metadata.region.value.code == "440600"
    assert metadata.level
    assert metadata.level.value == "市"


@pytest.mark.parametrize(
    "lead",
    [
        "本报讯 11月3日，全市民营经济大会召开。",
        "本报记者 王芳 近日，记者走进工业园区。",
        "新华社北京5月8日电（记者赵某）国务院办公厅日前印发通知。",
        "温州日报讯 我市出台新政。",
        "近日，记者从市科技局获悉，创新券开始发放。",
    ],
)
def test_datelines_of_papers_and_agencies_are_known(lead: str) -> None:
    found = dateline(lines_of(f"我市发放创新券\n{lead}"))
    assert found is not None
    assert found.value == 1


@pytest.mark.parametrize(
    "lead", ["本报告自印发之日起施行。", "一、总体要求", "各县（市、区）人民政府：", "记者协会组织评选。"]
)
def test_an_official_document_has_no_dateline(lead: str) -> None:
    assert dateline(lines_of(lead)) is None


def test_a_blank_line_parts_a_full_headline_from_the_text_of_a_column() -> None:
    document = only("wrapped_annual_review.txt")
    assert document.text.split("\n")[0] == "遵义市工业和信息化局2025年工作总结和2026年工作打算"
    assert document.text.split("\n")[1].startswith("2025年，在市委、市政府的坚强领导下")


def test_a_review_with_plans_is_a_report_of_the_body_it_names() -> None:
    metadata = only("wrapped_annual_review.txt").metadata
    assert metadata.kind
    assert metadata.kind.value == "报告"
    assert [issuer.value for issuer in metadata.issuers] == ["遵义市工业和信息化局"]
