"""Title, issuer, number, kind and day of thirty pages of a portal and of our own texts of the same shapes."""

import csv
import html
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from ingest.clean import clean
from ingest.metadata import read_metadata
from ingest.records import Metadata, Sourced
from ingest.split import split

COUNCIL = Path(__file__).parents[3] / "shared" / "real" / "state_council"
FIXTURES = Path(__file__).parent / "fixtures"
FACTS = FIXTURES / "state_council_facts.tsv"
T = TypeVar("T")
SHARED = pytest.mark.skipif(not COUNCIL.is_dir(), reason="the shared documents are not here")


def value(sourced: Sourced[T] | None) -> T | None:
    return None if sourced is None else sourced.value


def of_settled(text: str, hint: str | None = None) -> Metadata:
    return read_metadata(split(clean(text, True))[0], text, hint)


def plain_text(page: str) -> str:
    body = page[page.index('id="UCAP-CONTENT"') :] if 'id="UCAP-CONTENT"' in page else page
    body = re.sub(r"(?is)<(script|style).*?</\1>|<!--.*?-->", "", body.split(">", 1)[1])
    body = re.sub(r"(?i)</p>|<br\s*/?>|</tr>|</div>|</h\d>", "\n", body)
    text = re.sub(r"\n\s*\n+", "\n", html.unescape(re.sub(r"<[^>]+>", "", body)))
    return re.split(r"\n\s*(?:相关稿件|扫一扫在手机打开|责任编辑)", text)[0]


def stripped(path: Path) -> Metadata:
    return of_settled(plain_text(path.read_text(encoding="utf-8")))


def extracted(path: Path) -> Metadata:
    from ingest.pipeline import read_source

    return read_source(path, path.name).documents[0].metadata


@cache
def pages(how: str) -> dict[str, Metadata]:
    if how == "extracted":
        pytest.importorskip("ingest.extract.html", reason="no extractor for pages")
    read = {"stripped": stripped, "extracted": extracted}[how]
    return {path.name: read(path) for path in sorted(COUNCIL.glob("*.html"))}


def portal_rows() -> Iterator[dict[str, str]]:
    for line in (COUNCIL / "metadata.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


@SHARED
@pytest.mark.parametrize("how", ["stripped", "extracted"])
def test_title_issuers_and_number_are_those_of_the_portal(how: str) -> None:
    read = pages(how)
    wrong, right = [], 0
    for row in portal_rows():
        metadata = read[row["file"]]
        issuers = "、".join(issuer.value for issuer in metadata.issuers)
        found = (value(metadata.title), issuers, value(metadata.doc_number))
        expected = (row["title"], row["issuer"], row["doc_number"])
        wrong += [(row["file"], found)] if found != expected else []
        right += found == expected
    assert wrong == []
    assert right == 30


@SHARED
@pytest.mark.parametrize("how", ["stripped", "extracted"])
def test_kind_days_and_region_are_those_read_by_eye(how: str) -> None:
    read = pages(how)
    with FACTS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) == 30
    for row in rows:
        metadata = read[row["file"]]
        assert metadata.region
        found = (value(metadata.kind), value(metadata.issued_on), metadata.region.value.name)
        assert (row["file"], *map(str, found)) == (row["file"], row["kind"], row["issued_on"], row["region"])
        assert str(value(metadata.effective_from) or "") == row["effective_from"]
        assert (value(metadata.level), metadata.expires_on, metadata.stated_status) == ("国家", None, None)


SHAPES = tomllib.loads(FIXTURES.joinpath("official_shapes.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_document_of_the_shape_is_read(shape: str) -> None:
    row = SHAPES[shape]
    text = row["text"]
    metadata = of_settled(text)
    assert {
        "title": value(metadata.title),
        "issuers": "、".join(issuer.value for issuer in metadata.issuers),
        "number": value(metadata.doc_number) or "",
        "issued_on": str(value(metadata.issued_on)),
        "kind": value(metadata.kind),
        "text": text,
    } == row
    for each in (metadata.title, metadata.doc_number, metadata.issued_on, *metadata.issuers):
        assert each is None or (each.span and text[each.span.start : each.span.end] == each.span.text)


CRUMBS = (
    "今日关注 政策问答\n一图读懂惠企政策\n台州市商务局\n关于促进夜间\n经济的若干措施\n"
    "一、延长营业时间。给予补助。\n"
)


def test_the_hint_finds_the_lines_of_the_title() -> None:
    found = of_settled(CRUMBS, "台州市商务局关于促进夜间经济的若干措施_某某政府门户网站").title
    assert found
    assert found.value == "台州市商务局关于促进夜间经济的若干措施"
    assert found.span
    assert found.span.text == "台州市商务局\n关于促进夜间\n经济的若干措施"


@pytest.mark.parametrize("hint", ["某某政府门户网站", "丽水市促进氢能发展的若干措施", "", "措施"])
def test_a_hint_that_the_text_does_not_hold_invents_nothing(hint: str) -> None:
    assert of_settled(CRUMBS, hint).title == of_settled(CRUMBS).title


def test_a_hint_without_the_issuer_does_not_take_the_issuer_from_the_title() -> None:
    text = "台州市商务局\n关于促进夜间经济的若干措施\n一、延长营业时间。给予补助。\n"
    found = of_settled(text, "关于促进夜间经济的若干措施").title
    assert found
    assert found.value == "台州市商务局关于促进夜间经济的若干措施"


def test_a_title_that_names_places_in_several_provinces_is_for_the_country() -> None:
    text = (
        "国务院办公厅关于江苏、浙江两起纺织厂火灾\n调查处理情况的通报\n国办发〔2003〕3号\n各省、自治区、直辖市人民政府：\n"
        "现将情况通报如下。\n国务院办公厅\n二〇〇三年一月十六日"
    )
    region = of_settled(text).region
    assert region
    assert region.value.name == "全国"
