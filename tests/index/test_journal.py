"""When documents came and went, told by ids alone."""

from datetime import UTC, datetime
from pathlib import Path

from index.journal import ADD, JOURNAL, REMOVE, entries, present, record

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_what_came_and_went_is_told_in_order(tmp_path: Path) -> None:
    record(tmp_path, ["甲", "乙"], NOON)
    record(tmp_path, ["乙", "丙"])
    told = [(entry.action, entry.documents) for entry in entries(tmp_path)]
    assert told == [(ADD, ("甲", "乙")), (REMOVE, ("甲",)), (ADD, ("丙",))]
    assert list(present(entries(tmp_path))) == ["乙", "丙"]
    assert entries(tmp_path)[0].at == NOON
    assert all(entry.at.tzinfo is not None for entry in entries(tmp_path))


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    record(tmp_path, ["甲"])
    before = (tmp_path / JOURNAL).read_bytes()
    record(tmp_path, ["甲"])
    assert (tmp_path / JOURNAL).read_bytes() == before


def test_a_line_torn_by_a_crash_is_made_up_for(tmp_path: Path) -> None:
    record(tmp_path, ["甲"])
    record(tmp_path, ["甲", "乙"])
    whole = (tmp_path / JOURNAL).read_bytes()
    (tmp_path / JOURNAL).write_bytes(whole[:-20])
    assert list(present(entries(tmp_path))) == ["甲"]
    record(tmp_path, ["甲", "乙", "丙"])
    assert entries(tmp_path)[-1].documents == ("乙", "丙")
    assert list(present(entries(tmp_path))) == ["甲", "乙", "丙"]


def test_a_home_without_a_journal_has_no_entries(tmp_path: Path) -> None:
    assert entries(tmp_path) == ()


def test_an_entry_that_is_no_entry_is_left_out(tmp_path: Path) -> None:
    record(tmp_path, ["甲"])
    with (tmp_path / JOURNAL).open("ab") as file:
        file.write(b'[]\n{"at": 1}\n\xff\n"x"\n')
    assert len(entries(tmp_path)) == 1
