"""Clause collections: grouped by title, ids kept, mistakes named with their line."""

import json
from datetime import date
from pathlib import Path

import pytest

from ingest.collection import read_collection
from ingest.errors import SourceError


def write(folder: Path, *rows: object) -> Path:
    path = folder / "条款.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_clauses_are_grouped_by_title_also_when_apart(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {
            "id": "a1",
            "title": "中华人民共和国中小企业促进法",
            "text": "第一条 为了发展，制定本法。",
            "heading": "第一章 总则",
        },
        {"id": 7, "title": "湖北省促进条例", "text": "第一条 甲。\n（一）乙。"},
        {"id": "a2", "title": "中华人民共和国中小企业促进法", "text": "第二条 丙。"},
    )
    law, rule = read_collection(path)
    assert [clause.id for clause in law.clauses] == [f"{law.id}#a1", f"{law.id}#a2"]
    assert law.text == "第一条 为了发展，制定本法。\n第二条 丙。"
    assert [law.text[clause.start : clause.end] for clause in law.clauses] == [
        clause.text for clause in law.clauses
    ]
    assert law.clauses[0].path == ("第一章 总则", "第一条")
    assert law.metadata.kind is not None
    assert law.metadata.region is not None
    assert (law.metadata.kind.value, law.metadata.region.value.code) == ("法", "100000")
    assert [clause.id for clause in rule.clauses] == [f"{rule.id}#7"]
    assert rule.metadata.region is not None
    assert rule.metadata.region.value.code == "420000"


def test_given_metadata_wins(tmp_path: Path) -> None:
    row = {
        "id": "1",
        "title": "若干措施",
        "text": "支持企业。",
        "issuer": "黄石市财政局",
        "region": "大冶市",
        "date": "2024-05-01",
        "status": "征求意见稿",
        "doc_number": "黄财〔2024〕1号",
    }
    (document,) = read_collection(write(tmp_path, row))
    metadata = document.metadata
    assert [issuer.value for issuer in metadata.issuers] == ["黄石市财政局"]
    assert metadata.region is not None
    assert metadata.level is not None
    assert (metadata.region.value.code, metadata.level.value) == ("420281", "市")
    assert metadata.issued_on is not None
    assert metadata.issued_on.value == date(2024, 5, 1)
    assert metadata.stated_status is not None
    assert metadata.stated_status.value == "征求意见稿"
    assert metadata.doc_number is not None
    assert metadata.doc_number.value == "黄财〔2024〕1号"


def test_a_line_without_id_is_known_by_its_number(tmp_path: Path) -> None:
    (document,) = read_collection(
        write(tmp_path, {"title": "办法", "text": "甲"}, "", {"title": "办法", "text": "乙"})
    )
    assert [clause.id.split("#")[1] for clause in document.clauses] == ["1", "3"]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, {"id": "1", "title": "办法", "text": "甲"})
    assert list(read_collection(path)) == list(read_collection(path))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", "第 2 行：不是合法的 JSON"),
        ("[1]", "第 2 行：不是 JSON 对象"),
        ({"id": "1", "title": "办法", "text": "乙"}, "第 2 行：编号“1”与第 1 行重复"),
        ({"id": "2", "title": "办法"}, "第 2 行：缺少 text 字段"),
        ({"id": "2", "title": 5, "text": "乙"}, "第 2 行：title 的值 5 不是文字"),
        ({"id": "2", "title": "办法", "text": "  "}, "第 2 行：text 是空的"),
        ({"id": True, "title": "办法", "text": "乙"}, "第 2 行：id 的值 True 不是文字或整数"),
        ({"id": "2", "title": "规定", "text": "乙", "region": "火星"}, "第 2 行：不认识的地区“火星”"),
        ({"id": "2", "title": "规定", "text": "乙", "date": "去年"}, "第 2 行：date 的值“去年”不是日期"),
        ({"id": "2", "title": "规定", "text": "乙", "status": "好"}, "第 2 行：status 的值“好”不认识"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, row: object, message: str) -> None:
    path = write(tmp_path, {"id": "1", "title": "办法", "text": "甲"}, row)
    with pytest.raises(SourceError, match=message):
        list(read_collection(path))


def test_an_empty_or_missing_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="没有条款"):
        list(read_collection(write(tmp_path)))
    with pytest.raises(SourceError, match="无法读取文件"):
        list(read_collection(tmp_path / "无.jsonl"))
