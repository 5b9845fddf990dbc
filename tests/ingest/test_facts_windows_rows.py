"""The times that the time row of a card says."""

from datetime import date

import pytest

from ingest.facts.windows import find_windows

ISSUED = date(2022, 8, 11)


@pytest.mark.parametrize(
    ("value", "opens", "closes"),
    [
        ("从 2023 年 8 月起", date(2023, 8, 1), None),
        ("2022年8月11日起，有效期3年", date(2022, 8, 11), date(2025, 8, 10)),
        ("2022年8月26日起，2025年失效。", date(2022, 8, 26), date(2025, 12, 31)),
        ("2023年10月11日起至2025年12月31日止", date(2023, 10, 11), date(2025, 12, 31)),
        ("2024年3月至5月", date(2024, 3, 1), date(2024, 5, 31)),
        ("2022.01.01-2024.12.31", date(2022, 1, 1), date(2024, 12, 31)),
        ("2024—2026年", date(2024, 1, 1), date(2026, 12, 31)),
        ("自印发之日起施行，有效期两年", ISSUED, date(2024, 8, 10)),
        ("至2025年底", None, date(2025, 12, 31)),
        ("每年8月左右", None, None),
        ("每季度首月", None, None),
        ("每年一至三次", None, None),
        ("每三年评定一次", None, None),
        ("常年受理", None, None),
        ("以当年申报通知的要求", None, None),
    ],
)
def test_a_time_row_says_when(value: str, opens: date | None, closes: date | None) -> None:
    text = f"时间/频度\t{value}"
    [window] = find_windows(text, ISSUED, ("时间/频度",))
    assert (window.opens, window.closes) == (opens, closes)
    assert window.text == text[window.start : window.end]
    assert window.text in value


def test_a_time_row_may_say_two_things() -> None:
    found = find_windows("申报时间\t每年8月左右，特色园每年评定一次", ISSUED, ("申报时间",))
    assert [window.text for window in found] == ["每年8月左右", "每年评定一次"]


@pytest.mark.parametrize("value", ["无", "/"])
def test_a_row_that_says_nothing_is_no_window(value: str) -> None:
    assert find_windows(f"有效期\t{value}", ISSUED, ("有效期",)) == ()


def test_in_running_text_only_a_time_for_applying_comes_again() -> None:
    assert [each.text for each in find_windows("每年3月组织申报。")] == ["每年3月组织申报"]
    assert find_windows("根据每年申报总体情况安排资金。") == ()
    assert find_windows("每年3月召开会议。") == ()
