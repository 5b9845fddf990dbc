"""Cited documents and how the clause stands to them."""

import csv
from pathlib import Path

import pytest

from ingest.facts.references import find_references


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (
            "为贯彻落实《关于甲的意见》(工信部联政法〔2021〕70号)，按照《乙规划》要求，",
            [("关于甲的意见", "工信部联政法〔2021〕70号", "依据"), ("乙规划", None, "依据")],
        ),
        (
            "原《丙办法》（鄂政发〔2018〕5号）同时废止。",
            [("丙办法", "鄂政发〔2018〕5号", "废止")],
        ),
        ("修订完善《丁〈中小企业促进法〉办法》。", [("丁〈中小企业促进法〉办法", None, "修订")]),
        ("印发《戊意见》《己意见》等文件。", [("戊意见", None, "提及"), ("己意见", None, "提及")]),
        (
            "根据《庚条例》《辛法》和《壬办法》，",
            [("庚条例", None, "依据"), ("辛法", None, "依据"), ("壬办法", None, "依据")],
        ),
        ("现转发你们，见鄂经信产业〔2022〕13号。", [(None, "鄂经信产业〔2022〕13号", "提及")]),
    ],
)
def test_a_citation_has_title_number_and_relation(
    text: str, cited: list[tuple[str | None, str | None, str]]
) -> None:
    found = find_references(text)
    assert [(each.title, each.doc_number, each.relation) for each in found] == cited


def test_a_title_that_is_not_closed_is_none() -> None:
    assert find_references("《关于\n甲的意见") == ()


def sentences() -> list[tuple[str, str]]:
    with (Path(__file__).parent / "fixtures" / "relation_sentences.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], row["relations"]) for row in rows]


@pytest.mark.parametrize(("text", "relations"), sentences())
def test_only_what_is_done_to_a_whole_document_ends_it(text: str, relations: str) -> None:
    assert " ".join(each.relation for each in find_references(text)) == relations
