import pytest

from api.console.words import error_in_chinese, help_in_chinese


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("No such option: --bad", "没有选项 --bad。"),
        ("No such command 'buld'. Did you mean 'build'?", "没有命令 buld。"),
        ("Option '--home' requires an argument.", "选项 --home 后面要跟一个值。"),
        ("Invalid value for '-k': 0 is not in the range", "-k 的值不对：0 is not in the range"),
    ],
)
def test_a_usage_error_is_said_in_chinese(english: str, chinese: str) -> None:
    assert error_in_chinese(english) == chinese


def test_the_parts_of_a_help_page_are_named_in_chinese() -> None:
    page = "Usage: huice [OPTIONS] COMMAND [ARGS]...\n\nOptions:\n  --help  Show this message and exit."
    assert help_in_chinese(page) == "用法：huice [选项] 命令 [参数]...\n\n选项：\n  --help  显示这份说明。"
