"""The corpus is what the manifest says, byte for byte."""

import hashlib
import json
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[1] / "corpus"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
FIELDS = ("file", "original", "sha256", "title", "issuers", "region", "date", "rights")


def manifest() -> list[dict[str, str]]:
    lines = (CORPUS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])
def test_a_source_has_the_bytes_the_manifest_promises(row: dict[str, str]) -> None:
    assert digest(CORPUS / row["file"]) == row["sha256"]


def test_every_source_is_listed_and_every_listed_source_is_there() -> None:
    on_disk = {f"sources/{path.name}" for path in (CORPUS / "sources").iterdir()}
    assert on_disk == {row["file"] for row in manifest()}
    assert len(manifest()) == len(on_disk)


def test_every_row_says_where_it_stands_and_with_what_right() -> None:
    for row in manifest():
        assert tuple(row) == FIELDS
        assert row["title"]
        assert row["rights"]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not beside this checkout")
def test_the_sources_are_the_seed_documents_unchanged() -> None:
    assert {path.name: digest(path) for path in SEEDS.iterdir()} == {
        row["original"]: row["sha256"] for row in manifest()
    }
