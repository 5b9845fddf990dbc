"""Clause trees compared, and documents drawn and read back."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from eval.rounds import DOCX, PDF, SCAN, TEXT, main, printed, rounds
from eval.rounds_tree import ADDED, HEADINGS, MISSING, WORDS, likeness, place_of
from ingest.extract.extracted import Extracted
from ingest.pipeline import ingest_extracted
from ingest.records import Document


def _can_draw() -> bool:
    """Tell whether LibreOffice and a Chinese font are installed."""
    if not shutil.which("soffice") or not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout)


OFFICE, NO_OFFICE = _can_draw(), "LibreOffice or a Chinese font is not installed"
SOURCES = Path(__file__).parent.parent / "fixtures" / "rounds"
WRITTEN = """江湾市支持企业参展若干措施
一、展位补助
（一）补助标准。每个展位补助2万元。
（二）补助程序。企业在展会结束后30日内提出申请。
二、组织实施
市商务局负责受理申请。"""


def _read(text: str) -> Document:
    (document,) = ingest_extracted(Extracted(text), "措施.txt", "0" * 64)
    return document


def test_a_document_is_like_itself() -> None:
    like = likeness([_read(WRITTEN)], [_read(WRITTEN)])
    assert (like.clauses, like.places, like.paths, like.texts, like.differences) == (5, 1.0, 1.0, 1.0, ())


def test_blanks_are_no_difference() -> None:
    assert likeness([_read(WRITTEN)], [_read(WRITTEN.replace("补助2万元", "补助 2 万元"))]).texts == 1.0


def test_a_changed_word_is_told_with_its_surroundings() -> None:
    like = likeness([_read(WRITTEN)], [_read(WRITTEN.replace("2万元", "3万元"))])
    (difference,) = like.differences
    assert (difference.what, difference.place) == (WORDS, "一/(一)")
    assert "补助2万元" in difference.wanted
    assert "补助3万元" in difference.read
    assert (like.paths, like.texts) == (1.0, pytest.approx(4 / 5))


def test_a_changed_heading_changes_the_paths_below_it_and_no_place() -> None:
    like = likeness([_read(WRITTEN)], [_read(WRITTEN.replace("展位补助", "展位补肋"))])
    assert like.places == 1.0
    assert [each.what for each in like.differences] == [HEADINGS] * 3
    assert like.paths == pytest.approx(2 / 5)


def test_a_clause_that_is_lost_or_invented_is_named() -> None:
    shorter = _read(WRITTEN.replace("\n（二）补助程序。企业在展会结束后30日内提出申请。", ""))
    lost, found = likeness([_read(WRITTEN)], [shorter]), likeness([shorter], [_read(WRITTEN)])
    assert [(each.what, each.place) for each in lost.differences] == [(MISSING, "一/(二)")]
    assert [(each.what, each.place) for each in found.differences] == [(ADDED, "一/(二)")]
    assert lost.places == found.places == pytest.approx(4 / 5)


def test_nothing_read_is_nothing_like() -> None:
    like = likeness([_read(WRITTEN)], [])
    assert (like.read, like.places) == (0, 0.0)
    assert {each.what for each in like.differences} == {MISSING}


def test_the_rows_of_a_table_count_with_the_clause_it_stands_in() -> None:
    written = _read(WRITTEN + "\n地区\t补助\n亚洲\t4000元")
    whole = written.clauses[-1]
    at = whole.text.index("亚洲")
    lead = replace(whole, text=whole.text[: at - 1], end=whole.start + at - 1)
    row = replace(whole, id=f"{whole.id}/行1", text=whole.text[at:], start=whole.start + at)
    cut = replace(written, clauses=(*written.clauses[:-1], lead, row))
    assert likeness([written], [cut]).texts == 1.0


def test_a_place_is_the_id_without_the_document() -> None:
    clause = _read(WRITTEN).clauses[1]
    assert place_of(replace(clause, id=f"{clause.document_id}#一~2")) == "一~2"


@pytest.mark.parametrize(
    "kind",
    [
        TEXT,
        DOCX,
        pytest.param(PDF, marks=pytest.mark.skipif(not OFFICE, reason=NO_OFFICE)),
    ],
)
def test_our_own_documents_come_back_with_the_same_tree(kind: str, tmp_path: Path) -> None:
    found = list(rounds([SOURCES], [kind], tmp_path, lambda stage, done, total: None))
    assert len(found) == 3
    for each in found:
        assert (each.kind, each.failure, each.error) == (kind, "", 0.0)
        assert each.likeness.differences == ()


def test_a_failure_is_shown_and_counts_as_nothing_read(tmp_path: Path) -> None:
    found = list(rounds([SOURCES / "若干措施.txt"], [TEXT], tmp_path, lambda stage, done, total: None))
    failed = [replace(found[0], failure="读不了", likeness=likeness([_read(WRITTEN)], []))]
    shown = printed(failed, misses=True)
    assert "没有读出：读不了" in shown
    assert "缺失 一/(一)" in shown


def test_the_command_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(SOURCES / "若干措施.txt"), "--kinds", TEXT, "--json"]) == 0
    (each,) = json.loads(capsys.readouterr().out)
    assert (each["kind"], each["likeness"]["texts"], each["error"]) == (TEXT, 1.0, 0.0)


def test_an_unknown_kind_is_a_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--kinds", "fax"])
    assert "fax" in capsys.readouterr().err


def test_a_missing_source_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "no.txt"), "--kinds", TEXT]) == 1
    assert "找不到" in capsys.readouterr().err


@pytest.mark.skipif(not OFFICE, reason=NO_OFFICE)
def test_a_scan_is_drawn_of_the_pdf_of_the_word_file(tmp_path: Path) -> None:
    source = tmp_path / "措施.txt"
    source.write_text(WRITTEN, encoding="utf-8")
    (each,) = rounds([source], [SCAN], tmp_path / "drawn", lambda stage, done, total: None)
    assert (each.kind, each.likeness.clauses) == (SCAN, 5)
    assert {path.parent.name for path in (tmp_path / "drawn").rglob("*.*")} == {"docx", "pdf", "scan"}
