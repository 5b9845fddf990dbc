"""Web pages saved from portals: the document with its metadata, without what the portal puts around it."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import SourceError
from ingest.extract import extract
from ingest.extract.extracted import Extracted
from ingest.extract.html import page, title_of
from ingest.pipeline import read_source

FIXTURES = Path(__file__).with_name("fixtures")
REAL = Path(__file__).parents[3] / "shared" / "real" / "state_council"
# What a page of each kind says, with nothing of the page around it.
DIVS = """索 引 号：YJ0010/2024-00015
主题分类：财政、金融
发文机关：云江市人民政府办公室
成文日期：2024年4月28日
标 题：关于支持民营企业融资纾困的若干措施
发文字号：云政办发〔2024〕12号
有 效 性：有效
关于支持民营企业融资纾困的若干措施
发布时间：2024-05-06 来源：市政府办公室
各县（市、区）人民政府，市直各部门：
为缓解民营企业融资难融资贵，推动经济稳中向好，结合本市实际，制定以下措施。
一、加大信贷投放。对当年新增民营企业贷款的银行，按新增额的0.5%给予奖励，单家机构最高不超过200万元。
（责任单位：市财政局、市金融办）
1. 设立转贷资金池，规模不低于2亿元。
2. 对符合条件的小微企业，贴息比例为50%。
项目\t标准
贴息\t小型企业50%
微型企业60%
首贷户70%
云江市人民政府办公室
2024年4月28日
附件：1.申报表.doc"""
TABLES = """关于组织申报2025年高新技术企业的通知
清科发〔2025〕8号 发布日期：2025-02-10
各市科技局：
根据有关规定，现就组织申报2025年高新技术企业有关事项通知如下。
一、申报条件
（一）企业申请认定时须注册成立一年以上；
（二）近一年高新技术产品收入占同期总收入的比例不低于60%。
二、申报时间
第一批截至2025年6月30日，第二批截至2025年8月31日，逾期不予受理。
批次\t网上提交截止\t纸质材料截止
第一批\t6月30日\t7月5日
第二批\t8月31日\t9月5日
联系人：李工，电话：000-12345678。
清河省科学技术厅
2025年2月10日"""
ARTICLE = """南岭县促进文旅消费办法
索引号：NL-2023-018
发文机关：南岭县人民政府
发文字号：南政规〔2023〕3号
成文日期：2023年9月1日
第一章 总则
第一条 为促进文旅消费，扩大内需，根据有关法律法规，制定本办法。
第二条 本办法适用于在本县登记注册的文旅企业。
第二章 支持措施
第三条 对新评定为国家级旅游度假区的，一次性奖励300万元；对首次入库的文旅企业，奖励10万元。
第四条 本办法自2023年10月1日起施行，有效期三年。"""


def body(inner: str, head: str = "") -> Extracted:
    return page(f"<!doctype html><html><head>{head}</head><body>{inner}</body></html>".encode(), "页.html")


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("portal_divs_gb2312.html", DIVS, "关于支持民营企业融资纾困的若干措施"),
        ("portal_tables_gbk.html", TABLES, "关于组织申报2025年高新技术企业的通知"),
        ("portal_article_utf8.html", ARTICLE, "南岭县促进文旅消费办法"),
    ],
)
def test_a_portal_page_gives_its_document_and_nothing_else(name: str, text: str, title: str) -> None:
    found = extract(FIXTURES / name)
    assert found.text == text
    assert found.title == title
    assert found.settled


def test_the_metadata_of_a_page_is_read() -> None:
    (document,) = read_source(FIXTURES / "portal_divs_gb2312.html", "页.html").documents
    metadata = document.metadata
    assert metadata.title is not None
    assert metadata.title.value == "关于支持民营企业融资纾困的若干措施"
    assert metadata.doc_number is not None
    assert metadata.doc_number.value == "云政办发〔2024〕12号"
    assert [issuer.value for issuer in metadata.issuers] == ["云江市人民政府办公室"]


def test_a_table_of_data_keeps_its_grid_and_its_merged_cells() -> None:
    (table,) = (found := extract(FIXTURES / "portal_divs_gb2312.html")).tables
    assert [(c.row, c.column, c.rows, found.text[c.start : c.end]) for c in table.cells] == [
        (0, 0, 1, "项目"),
        (0, 1, 1, "标准"),
        (1, 0, 2, "贴息"),
        (1, 1, 1, "小型企业50%"),
        (2, 1, 1, "微型企业60%\n首贷户70%"),
    ]
    assert table.header_rows == 1


@pytest.mark.skipif(not REAL.is_dir(), reason="没有 ../shared")
def test_nothing_of_the_bodies_of_the_state_councils_documents_is_lost() -> None:
    from lxml import html

    told = [json.loads(line) for line in (REAL / "metadata.jsonl").read_text("utf-8").splitlines()]
    for row in told:
        found = extract(REAL / row["file"])
        (source,) = html.fromstring((REAL / row["file"]).read_bytes()).xpath("body/table | /html/body/table")[
            :1
        ]
        assert "".join(found.text.split()) == "".join(source.text_content().split())
        assert found.title == row["title"]


def test_a_title_wrapped_over_centred_paragraphs_stays_in_order() -> None:
    found = body(
        '<p align="center">某省人民政府关于印发</p><p align="center">促进就业若干措施的通知</p>'
        "<p>各市人民政府：</p><p>现将若干措施印发给你们，请认真贯彻执行，确保落实到位。</p>"
    )
    assert found.text.startswith("某省人民政府关于印发\n促进就业若干措施的通知\n各市人民政府：\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "iso-8859-1", "nonsense", ""])
def test_a_page_is_read_whatever_encoding_it_declares(encoding: str, declared: str) -> None:
    text = "为支持企业发展，制定本办法。对符合条件的企业给予奖励。"
    html = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'
    assert page(html.encode(encoding), "页.html").text == text


def test_a_broken_byte_costs_a_character_and_is_told() -> None:
    text = "为支持企业发展，制定本办法。" * 30
    data = f'<html><meta charset="gbk"><body><p>{text}</p></body></html>'.encode("gbk") + b"\xff<p>\xff</p>"
    found = page(data, "页.html")
    assert found.text == text
    assert len(found.notes) == 1


def test_hidden_parts_scripts_and_comments_are_dropped() -> None:
    found = body(
        "<style>p{}</style><!-- 注释 --><script>document.write('脚本')</script>"
        "<p>正文在这里，给予企业奖励和补贴支持。</p>"
        '<p style="display: none">隐藏的</p><p hidden>也隐藏</p>'
        '<div style="visibility:hidden">还隐藏</div><p>第二段。</p>'
    )
    assert found.text == "正文在这里，给予企业奖励和补贴支持。\n第二段。"


def test_a_page_that_is_hidden_as_a_whole_is_read_all_the_same() -> None:
    assert (
        body('<div style="display:none"><p>整页由脚本显示，给予企业奖励。</p></div>').text
        == "整页由脚本显示，给予企业奖励。"
    )


def test_a_main_part_in_a_frame_of_a_misleading_name_is_kept() -> None:
    text = "为支持企业发展，制定本办法，对符合条件的企业给予奖励。"
    assert body(f'<div class="header">站名</div><div id="printArea"><p>{text}</p></div>').text.endswith(text)


def test_numbered_lists_keep_their_numbers_and_write_none_twice() -> None:
    found = body(
        '<ol start="3"><li>完善制度。</li><li value="7">强化监管。</li></ol><ol type="a"><li>甲项</li></ol>'
        '<ol style="list-style-type: cjk-ideographic"><li>总体要求</li></ol>'
        "<ol><li>（一）自带编号的</li></ol><ul><li>无编号</li></ul>"
    )
    assert found.text == "3. 完善制度。\n7. 强化监管。\na. 甲项\n一、总体要求\n（一）自带编号的\n无编号"


def test_a_label_in_a_line_of_its_own_joins_its_value() -> None:
    found = body(
        "<div>发文机关：</div><div>某市人民政府</div><div>发文字号</div><div>某政发〔2024〕1号</div><div>有效性：</div><div>成文日期：</div>"
        "<div>2024年1月1日</div><p>为支持企业发展，制定本办法，请遵照执行，不得有误。</p><p>对符合条件的企业，给予奖励、补贴。</p>"
    )
    assert found.text.split("\n")[:4] == [
        "发文机关：某市人民政府",
        "发文字号：某政发〔2024〕1号",
        "有效性：",
        "成文日期：2024年1月1日",
    ]


def test_a_page_of_paragraphs_alone_loses_only_its_foot() -> None:
    found = body(
        "<p>关于调整标准的通知</p><p>自下月起调整补贴标准，请各单位遵照执行。</p><p>某局</p><p>2024年1月1日</p>"
        "<p>版权所有：某局 某ICP备00000001号</p><p>技术支持：某公司</p>"
    )
    assert found.text == "关于调整标准的通知\n自下月起调整补贴标准，请各单位遵照执行。\n某局\n2024年1月1日"


def test_lines_of_a_document_that_resemble_a_page_are_kept() -> None:
    lines = [
        "关于举办创新大赛的通知",
        "为激发创新活力，决定举办创新大赛，现将有关事项通知如下，请组织申报。",
        "主办单位：某省科技厅",
        "技术支持：某大学",
        "分享经验做法，推广典型案例，依法办理ICP备案手续，取得公众认可。",
        "四、扫描件要求",
        "无障碍环境建设",
        "有效期：自发布之日起两年，请打印纸质材料一式三份报送。",
        "相关附件：",
        "附件1 申报表",
    ]
    assert body("".join(f"<p>{line}</p>" for line in lines)).text.split("\n") == lines


def test_a_document_in_two_parts_between_menus_is_read_whole() -> None:
    found = body(
        "<div class=a><a href=1>首页</a><a href=2>要闻</a><a href=3>服务</a></div><div class=b><div class=c>"
        "<div>某省人民政府关于<br>发展人工智能产业的通知</div>"
        "<div><div>若干政策已经省政府同意，现印发给你们，请认真抓好落实，不得延误。</div></div>"
        "<div><div>一、对新建智算中心，按设备投资额的20%给予补助，最高5000万元。</div>"
        "<div>附件：分工表</div></div>"
        "<div><a href=1.pdf>分工表.pdf</a></div></div><div class=d><h3>热点</h3>"
        "<p><a href=1>省政府召开常务会议研究工作</a></p>"
        "<p><a href=2>全省经济运行稳中有进</a></p></div></div>"
        "<div>主办：某省人民政府办公厅　运维：某省大数据中心</div>"
        "<div>网站标识码：0000000001　某ICP备00000001号</div>",
        "<title>政策文件库-某省人民政府</title>",
    )
    assert found.text.split("\n") == [
        "某省人民政府关于",
        "发展人工智能产业的通知",
        "若干政策已经省政府同意，现印发给你们，请认真抓好落实，不得延误。",
        "一、对新建智算中心，按设备投资额的20%给予补助，最高5000万元。",
        "附件：分工表",
        "分工表.pdf",
    ]
    assert found.title is None


def test_a_menu_inside_the_main_part_is_dropped_and_a_link_in_it_kept() -> None:
    links = "".join(f"<li><a href={at}>某县召开会议部署第{at}季度工作</a></li>" for at in range(4))
    found = body(
        "<article><h1>某县促进就业办法</h1><p>为促进就业，制定本办法，对吸纳就业的企业给予补贴。</p>"
        f"<p><a href=x>申报系统入口</a></p><p>本办法自发布之日起施行，有效期两年。</p>"
        f"<h4>县内动态</h4><ul>{links}</ul></article>"
    )
    assert found.text.split("\n") == [
        "某县促进就业办法",
        "为促进就业，制定本办法，对吸纳就业的企业给予补贴。",
        "申报系统入口",
        "本办法自发布之日起施行，有效期两年。",
    ]


def test_a_page_saved_by_word_loses_its_contents_and_notes() -> None:
    found = body(
        "<p class=MsoToc1><a href='#a'>一、支持范围 1</a></p><p class=MsoNormal>专项资金管理细则</p>"
        "<p class=MsoListParagraph><span style='mso-list:Ignore'>一、<span>&nbsp;</span></span>支持范围</p>"
        "<p class=MsoNormal>每户20万元<a href='#_ftn1'><sup>[1]</sup></a>。</p>"
        "<div style='mso-element:footnote-list'><p class=MsoFootnoteText>[1] 脚注文字。</p></div>"
    )
    assert found.text == "专项资金管理细则\n一、 支持范围\n每户20万元。"


def test_a_policy_card_stays_a_table() -> None:
    rows = [
        ("政策名称", "贷款贴息"),
        ("发文字号", "某政发〔2024〕1号"),
        ("服务对象", "注册在本市的中小企业，" * 12),
        ("服务内容", "按贷款利息的50%给予贴息，" * 20),
        ("条件要求", "<p>无失信记录。</p><p>纳税正常。</p>"),
    ]
    cells = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    found = body(f"<p>政策工具卡片，供企业查阅使用，每张一页。</p><table border=1>{cells}</table>")
    assert len(found.tables) == 1
    assert len(found.tables[0].cells) == 10


@pytest.mark.parametrize(
    ("titles", "said", "expected"),
    [
        (["关于促进就业的通知_某某市人民政府"], "关于促进|就业的通知|各县区", "关于促进就业的通知"),
        (
            ["某某省科技厅 关于促进就业的通知"],
            "关于促进|就业的通知|各县区",
            "某某省科技厅 关于促进就业的通知",
        ),
        (["某某网 - 政策 - 关于促进就业的通知"], "关于促进|就业的通知|各县区", "关于促进就业的通知"),
        (["三年行动计划（2024—2026年）--某某网"], "别的正文", "三年行动计划（2024—2026年）"),
        (["高质量发展——重点任务清单-某某门户网站"], "别的", "高质量发展——重点任务清单"),
        ([], "正文", None),
    ],
)
def test_the_name_of_the_site_is_cut_from_the_title(
    titles: list[str], said: str, expected: str | None
) -> None:
    assert title_of(titles, said.split("|")) == expected


@pytest.mark.parametrize(
    "inner",
    ["", "<script>var a = '正文'</script>", "<img src='扫描.png'>", "<p>123 --- 456</p>", "<nav>首页</nav>"],
)
def test_a_page_without_text_is_refused(inner: str) -> None:
    if inner.startswith("<nav"):
        assert body(inner).text == "首页"
        return
    with pytest.raises(SourceError, match=r"“页\.html”.*没有正文文字.*请"):
        body(inner)


def test_a_page_nested_too_deeply_is_refused() -> None:
    with pytest.raises(SourceError, match="嵌套太深"):
        body("<div>" * 5000 + "正文" + "</div>" * 5000)


def test_an_archived_page_is_read_from_its_envelope(tmp_path: Path) -> None:
    html = '<html><head><meta charset="gb2312"></head><body><p>为支持企业发展，制定本办法。</p></body></html>'
    lines = (
        "From: <Saved>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; boundary="x"',
        "",
        "--x",
        'Content-Type: text/html; charset="gb2312"',
        "Content-Transfer-Encoding: base64",
        "",
    )
    from base64 import encodebytes

    data = "\r\n".join(lines).encode() + b"\r\n" + encodebytes(html.encode("gb2312")) + b"\r\n--x--\r\n"
    (tmp_path / "页.doc").write_bytes(data)
    assert extract(tmp_path / "页.doc").text == "为支持企业发展，制定本办法。"
    (tmp_path / "空.mht").write_bytes(data.replace(b"text/html", b"text/css"))
    with pytest.raises(SourceError, match=r"“空\.mht”里没有网页正文"):
        extract(tmp_path / "空.mht")


@settings(max_examples=60)
@given(st.lists(st.text("甲乙丙丁戊，。", min_size=1, max_size=40), min_size=1, max_size=8))
def test_every_paragraph_of_a_plain_page_comes_back(paragraphs: list[str]) -> None:
    if not any(char.isalpha() for char in "".join(paragraphs)):
        return
    found = body("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))
    assert found.text.split("\n") == paragraphs
