"""An ordinal at the start of a paragraph is read; a cross-reference, a decimal or a date is none."""

import pytest

from ingest.structure.markers import inline_items, read_marker


@pytest.mark.parametrize(
    ("line", "kind", "label", "number", "ordinal"),
    [
        ("二、主要目标", "一、", "二", 2, "二、"),
        ("十二、附则", "一、", "十二", 12, "十二、"),
        ("（四）优化", "（一）", "(四)", 4, "（四）"),
        ("(四)产业链", "（一）", "(四)", 4, "(四)"),
        ("(二 )单项冠军企业", "（一）", "(二 )", 2, "(二 )"),
        ("13.优化金融服务", "1.", "13", 13, "13."),
        ("1、淘汰落后产能", "1.", "1", 1, "1、"),
        ("１．加强领导", "1.", "1", 1, "１．"),
        ("1.2021年底前完成", "1.", "1", 1, "1."),
        ("1.2 目标", "1.1", "1.2", 2, "1.2 "),
        ("2.1.3 职责", "1.1.1", "2.1.3", 3, "2.1.3 "),
        ("（3）资金", "（1）", "(3)", 3, "（3）"),
        ("②资金", "①", "②", 2, "②"),
        ("第三章 权利", "章", "第三章", 3, "第三章 "),
        ("第五条 为了保护", "条", "第五条", 5, "第五条 "),
        ("第十二条之一　企业", "条", "第十二条之一", 12, "第十二条之一　"),
        ("——市场主导。", "——", "—", None, "——"),
        ("专栏 3 “专精特新”企业", "专栏", "专栏3", 3, "专栏 3 "),
        ("附件2：申报表", "附件", "附件2", 2, "附件2："),
        ("一是有序推进", "一是", "一是", 1, "一是"),
    ],
)
def test_an_ordinal_is_read(line: str, kind: str, label: str, number: int | None, ordinal: str) -> None:
    marker = read_marker(line)
    assert marker is not None
    assert (marker.kind, marker.label.replace(" ", ""), marker.number) == (
        kind,
        label.replace(" ", ""),
        number,
    )
    assert line[: marker.length] == ordinal


@pytest.mark.parametrize(
    "line",
    [
        "第五条规定的",
        "第二条、第三条",
        "第十条第一款所称",
        "2.0版科创飞地",
        "3.5%的增长",
        "2021年9月2日",
        "9月2日，习近平总书记",
        "3号公告",
        "一、二级企业",
        "三要素",
        "5G、工业互联网",
        "100万元以下的",
        "三产业",
        "附件材料齐全",
        "专栏作家",
        "10个百分点",
    ],
)
def test_a_reference_a_decimal_or_a_date_is_no_ordinal(line: str) -> None:
    assert read_marker(line) is None


def test_spoken_items_inside_a_paragraph_are_found() -> None:
    text = "3、深化改革。一是推进改革。推进数据。二是打造升级版。"
    assert [(at, marker.label) for at, marker in inline_items(text)] == [(7, "一是"), (19, "二是")]


def test_items_after_a_colon_are_found() -> None:
    text = "应当符合：（一）依法登记；（二）信用良好；（三）无欠税。"
    assert [marker.label for _, marker in inline_items(text)] == ["(一)", "(二)", "(三)"]


@pytest.mark.parametrize(
    "text",
    [
        "到2025年达到1.8万家。",
        "一是推进改革。没有第二项。",
        "依照本条第（一）项、第（二）项的规定",
        "版本为：1.0和2.0",
    ],
)
def test_no_series_is_made_up(text: str) -> None:
    assert inline_items(text) == []
