from datetime import date
from pathlib import Path

import pytest

from api.console.batch import BadLine, BatchItem, parse_date, read_batch
from ingest.errors import ProfileError, QuestionError


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "批量.jsonl"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_items(path: Path, field: str) -> list[BatchItem]:
    items = read_batch(path, field)
    assert all(isinstance(item, BatchItem) for item in items)
    return [item for item in items if isinstance(item, BatchItem)]


def test_a_line_carries_its_id_text_and_settings(tmp_path: Path) -> None:
    line = (
        '{"id": "a", "question": "问？", "k": 3, "region": 330500, "as_of": "2025-03-01",'
        ' "profile": {"size": "小型"}}'
    )
    (item,) = read_items(written(tmp_path, line), "question")
    assert (item.id, item.text, item.depth(10), item.region()) == ("a", "问？", 3, "330500")
    assert item.as_of() == date(2025, 3, 1)
    assert item.profile().size == "小型"


def test_what_a_line_leaves_out_is_left_to_the_command(tmp_path: Path) -> None:
    (item,) = read_items(written(tmp_path, '{"id": 7, "query": "词"}'), "query")
    assert (item.id, item.depth(10), item.region(), item.as_of()) == (7, 10, None, None)


def test_query_and_question_stand_for_each_other_and_blank_lines_for_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, '\ufeff{"id": 1, "question": "甲"}\n\n{"id": 2, "query": "乙"}\n')
    assert [item.text for item in read_items(path, "query")] == ["甲", "乙"]
    assert [item.text for item in read_items(path, "question")] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("line", "name", "said"),
    [
        ("{", None, "第 2 行不是合法的 JSON"),
        ("[1]", None, "第 2 行应是一个 JSON 对象"),
        ('{"question": "问"}', None, "第 2 行的 id"),
        ('{"id": true, "question": "问"}', None, "第 2 行的 id"),
        ('{"id": "b"}', "b", "第 2 行的 question"),
        ('{"id": "b", "question": 5}', "b", "第 2 行的 question"),
        ("[" * 100_000, None, "第 2 行不是合法的 JSON"),
    ],
)
def test_a_broken_line_is_named_and_the_others_are_read(
    tmp_path: Path, line: str, name: str | None, said: str
) -> None:
    path = written(tmp_path, f'{{"id": "a", "question": "问？"}}\n{line}\n')
    good, bad = read_batch(path, "question")
    assert isinstance(good, BatchItem)
    assert isinstance(bad, BadLine)
    assert (bad.id, bad.line) == (name, 2)
    assert said in str(bad.error)
    assert isinstance(bad.error, QuestionError)


@pytest.mark.parametrize(
    ("content", "said"), [("", "是空的"), ("\n \n", "是空的"), ("问".encode("gb18030"), "不是 UTF-8")]
)
def test_an_empty_or_wrongly_encoded_file_is_refused(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        read_batch(written(tmp_path, content), "question")


def test_a_missing_file_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"没有\.jsonl：不存在"):
        read_batch(tmp_path / "没有.jsonl", "question")


def test_a_bad_setting_is_refused_when_it_is_used() -> None:
    item = BatchItem("a", "问？", k=True, raw_profile=[], raw_as_of="昨天", raw_region=["湖州"])
    with pytest.raises(QuestionError, match="k 应是整数"):
        item.depth(10)
    with pytest.raises(QuestionError, match="昨天"):
        item.as_of()
    with pytest.raises(QuestionError, match="region"):
        item.region()
    with pytest.raises(ProfileError, match="JSON 对象"):
        item.profile()


def test_a_date_is_iso_or_none() -> None:
    assert parse_date(None) is None
    assert parse_date("2024-02-29") == date(2024, 2, 29)
    with pytest.raises(QuestionError, match="2026-01-31"):
        parse_date("2023-02-29")
