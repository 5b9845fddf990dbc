"""Markdown is read without its marks; tables keep their grid."""

from pathlib import Path

from ingest.extract import extract
from ingest.extract.markdown import markdown

SOURCE = """---
title: "关于支持小微企业的若干措施"
date: 2024-01-01
---
# 关于支持**小微企业**的若干措施

一、总体要求
以改革为动力，
加快推进。
（一）基本原则

　　加大支持力度，见[附件](https://a.b/c)。
    四格缩进的段落，`代码`。

3. 第三项
4. 2024年第四项
   - 子项

| 项目 | 标准 |
|:--|--:|
| 贷款贴息 | 50%<br>不超过100万元 |
| 奖励 | |

```text
围栏里的 文字
```
<div>标签里的文字</div>
"""


def test_marks_are_dropped_and_words_kept() -> None:
    found = markdown(SOURCE)
    assert found.text.split("\n") == [
        "关于支持小微企业的若干措施",
        "一、总体要求",
        "以改革为动力，加快推进。",
        "（一）基本原则",
        "加大支持力度，见附件。",
        "四格缩进的段落，代码。",
        "3. 第三项",
        "4. 2024年第四项",
        "•子项",
        "项目\t标准",
        "贷款贴息",
        "50%",
        "不超过100万元",
        "奖励",
        "围栏里的 文字",
        "标签里的文字",
    ]
    assert found.title == "关于支持小微企业的若干措施"
    assert found.settled


def test_a_table_keeps_its_grid_and_its_header() -> None:
    found = markdown(SOURCE)
    (table,) = found.tables
    assert table.header_rows == 1
    assert [(c.row, c.column, found.text[c.start : c.end]) for c in table.cells] == [
        (0, 0, "项目"),
        (0, 1, "标准"),
        (1, 0, "贷款贴息"),
        (1, 1, "50%\n不超过100万元"),
        (2, 0, "奖励"),
    ]


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert markdown("---\n\n正文一。\n\n---\n\n正文二。").text == "正文一。\n正文二。"


def test_a_file_of_any_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "办法.md").write_bytes("## 第一条 奖励\n\n给予10万元。\n".encode("gb18030"))
    assert extract(tmp_path / "办法.md").text == "第一条 奖励\n给予10万元。"
