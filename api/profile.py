"""A profile as people write it becomes a Profile, or an error that says what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from ingest.errors import ProfileError, has_surrogate, reason_of, shown
from ingest.facts.funds import find_funds
from ingest.records import Profile
from ingest.regions import resolve

_GREATEST = 1e18  # yuan, people or anything else an enterprise counts; NaN is not below it
_LARGEST = 1_000_000  # bytes of a profile file
_LONGEST = 500  # characters of one field
_MOST_NAMED = 5
FIELDS = ("name", "region", "qualifications", "industry", "size", "needs", "metrics")


def load_profile(path: Path) -> Profile:
    """Read a profile from a JSON file; raise ProfileError naming the file."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ProfileError(
                f"企业画像文件 {path} 超过 {_LARGEST} 字节，不像企业画像。请检查是不是选错了文件。"
            )
        raw = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ProfileError(f"读不到企业画像文件 {path}：{reason_of(error)}。请检查路径。") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"企业画像文件 {path} 不是 UTF-8 编码，请另存为 UTF-8。") from error
    except (ValueError, RecursionError) as error:
        problem = f"企业画像文件 {path} 不是合法的 JSON：{error}。"
        raise ProfileError(problem + '请写成 {"region": "黄石市"} 这样的对象。') from error
    try:
        return parse_profile(raw)
    except ProfileError as error:
        raise ProfileError(f"{path}：{error}") from error


def parse_profile(raw: object) -> Profile:
    """Check a decoded JSON object and resolve its region; raise ProfileError naming field and value."""
    if raw is None:
        return Profile()
    if not isinstance(raw, Mapping):
        raise ProfileError(f"企业画像应是一个 JSON 对象，收到的是 {shown(raw)}。")
    unknown = sorted(shown(key) for key in raw if key not in FIELDS)[:_MOST_NAMED]
    if unknown:
        raise ProfileError(f"企业画像里有不认识的字段 {'、'.join(unknown)}；可用字段：{'、'.join(FIELDS)}。")
    region = _text(raw, "region")
    try:
        resolved = resolve(region) if region else None
    except ValueError as error:
        raise ProfileError(f"企业画像的 region（地区）无法识别：{error}") from error
    return Profile(
        name=_text(raw, "name"),
        region=resolved,
        qualifications=_texts(raw, "qualifications"),
        industry=_text(raw, "industry"),
        size=_text(raw, "size"),
        needs=_texts(raw, "needs"),
        metrics=_metrics(raw),
    )


def _text(raw: Mapping[str, object], field: str) -> str | None:
    value = raw.get(field)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and field == "region":
        return str(value)
    if not isinstance(value, str):
        raise ProfileError(f"企业画像的 {field} 应是文字，收到的是 {shown(value)}。")
    _check_text(field, value)
    return value.strip() or None


def _texts(raw: Mapping[str, object], field: str) -> tuple[str, ...]:
    value = raw.get(field)
    if value is None:
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ProfileError(f"企业画像的 {field} 应是文字的列表，收到的是 {shown(value)}。")
    for item in value:
        _check_text(field, item)
    return tuple(item.strip() for item in value if item.strip())


def _check_text(field: str, value: str) -> None:
    if len(value) > _LONGEST:
        raise ProfileError(f"企业画像的 {field} 有 {len(value)} 个字符，超过上限 {_LONGEST}。请概括后再试。")
    if has_surrogate(value):
        raise ProfileError(f"企业画像的 {field} 含有残缺的字符：{shown(value)}。请改正后再试。")


def _metrics(raw: Mapping[str, object]) -> tuple[tuple[str, float], ...]:
    value = raw.get("metrics")
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise ProfileError(f"企业画像的 metrics 应是 指标名 → 数值 的对象，收到的是 {shown(value)}。")
    for name in value:
        _check_text("metrics", str(name))
    return tuple((str(name), _number(str(name), number)) for name, number in value.items())


def _number(name: str, value: object) -> float:
    """Read a metric: a number as it is, "1500万元" in yuan, "5.2%" as 5.2."""
    number = _written_number(value) if isinstance(value, str) else value
    if isinstance(number, (int, float)) and not isinstance(number, bool) and abs(number) <= _GREATEST:
        return float(number)
    raise ProfileError(f"企业画像的指标 {name} 应是数值或“1500万元”这样的写法，收到的是 {shown(value)}。")


def _written_number(text: str) -> float | None:
    amounts = find_funds(text)
    if amounts and amounts[0].min_yuan is not None:
        return amounts[0].min_yuan
    plain = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*[%％]?\s*\D{0,2}\s*", text)
    return float(plain[1]) if plain else None
