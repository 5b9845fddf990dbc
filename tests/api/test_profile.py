from pathlib import Path

import pytest

from api.profile import load_profile, parse_profile
from ingest.errors import ProfileError
from ingest.records import Profile


@pytest.mark.parametrize("written", ["湖北省黄石市", "黄石市", "黄石", "420200", 420200])
def test_a_region_is_understood_as_people_write_it(written: str | int) -> None:
    region = parse_profile({"region": written}).region
    assert region is not None
    assert region.code == "420200"


def test_an_absent_profile_says_nothing() -> None:
    assert parse_profile(None) == Profile()
    assert parse_profile({}) == Profile()


def test_metrics_are_numbers_or_amounts_as_written() -> None:
    profile = parse_profile({"metrics": {"营业收入": "1500万元", "研发投入占比": "5.2%", "员工": 120}})
    assert dict(profile.metrics) == {"营业收入": 15_000_000, "研发投入占比": 5.2, "员工": 120}


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ([], "JSON 对象"),
        ({"region": "火星市"}, "火星市"),
        ({"region": ["黄石"]}, "region"),
        ({"qualifications": [1]}, "qualifications"),
        ({"qualifications": {"a": 1}}, "qualifications"),
        ({"metrics": {"营业收入": "很多"}}, "营业收入"),
        ({"metrics": {"营业收入": True}}, "营业收入"),
        ({"metrics": {"营业收入": float("nan")}}, "营业收入"),
        ({"地区": "黄石"}, "地区"),
    ],
)
def test_a_broken_profile_is_refused_with_the_field_named(raw: object, named: str) -> None:
    with pytest.raises(ProfileError, match=named):
        parse_profile(raw)


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_broken_profile_file_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "画像.json"
    path.write_bytes(content)
    with pytest.raises(ProfileError, match=r"画像\.json"):
        load_profile(path)


def test_a_missing_profile_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"没有\.json"):
        load_profile(tmp_path / "没有.json")
