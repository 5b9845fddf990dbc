"""Cleaning drops what is no text of a document, joins its lines, and leads every character to its source."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clean import Cleaned, clean
from ingest.extract.text import read_text

SOURCES = sorted((Path(__file__).parents[2] / "corpus" / "sources").glob("*.txt"))
STATE_COUNCIL = Path(__file__).parents[3] / "shared" / "real" / "state_council"
NEWSPAPER, REPLY, PLAN, DRAFT = "报纸专版", "答复", "规划", "征求意见稿"
PIECES = st.sampled_from(
    [
        *"一二、（）()。，；：“”《》—·.1290% \t\n\u3000\u200b&|*#<>-Ab",
        "目录", "....12", "- 3 -", "<br>", "<div class=\"x\">", "</div>", "&nbsp;", "&amp;",
        "**", "（一）", "第三条 ", "专精特新中小企业", "支持企业申报。", "\n\n", "| a | b |\n",
        "2025年", "责任单位：市经信局",
    ]
)  # fmt: skip


def source(name: str) -> str:
    return next(read_text(path) for path in SOURCES if name in path.stem)


@cache
def cleaned(name: str) -> Cleaned:
    return clean(source(name))


def paragraphs(text: str) -> list[str]:
    return clean(text).text.split("\n")


def check_against(text: str, result: Cleaned) -> None:
    """Check the contract: same characters in order, nothing lost but what is in `dropped` and blanks."""
    places = [result.offsets.to_source(i) for i in range(len(result.text))]
    assert places == sorted(set(places))
    for char, place in zip(result.text, places, strict=True):
        assert char == text[place] or (char in " \t\n" and text[place].isspace())
    gone = {i for item in result.dropped for i in range(item.span.start, item.span.end)}
    assert gone.isdisjoint(i for i, char in zip(places, result.text, strict=True) if char not in " \t\n")
    assert all(text[item.span.start : item.span.end] == item.span.text for item in result.dropped)
    kept = gone | set(places)
    assert all(char.isspace() for i, char in enumerate(text) if i not in kept)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:12])
def test_every_character_of_a_real_document_leads_to_its_source(path: Path) -> None:
    text = read_text(path)
    check_against(text, clean(text))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:12])
def test_cleaning_a_cleaned_document_changes_nothing(path: Path) -> None:
    text = clean(read_text(path)).text
    assert clean(text).text == text


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=150)
def test_arbitrary_text_keeps_the_contract_and_is_clean_after_cleaning(text: str) -> None:
    result = clean(text)
    check_against(text, result)
    assert clean(result.text).text == result.text


@given(st.text(max_size=80))
@settings(max_examples=100)
def test_any_characters_keep_the_contract(text: str) -> None:
    check_against(text, clean(text))


def test_the_lines_of_a_newspaper_column_become_sentences() -> None:
    text = cleaned(NEWSPAPER).text
    assert "累计培育国家重点小巨人企业1家，国家级专精特新企业10家，省级专精特新企业89家" in text
    assert "\n健全培育运行机制\n坚持统一思想。市委市政府高度重视" in text
    assert "\n政策引导\n增强金融服务可获得性\n政策引导。将小微企业贷款" in text
    assert "降门槛、提高增信额度。2022年，市直新增创业担保贷款5亿元，是2019年的8.9倍，" in text
    assert "新增规模从全省后10位跃居全省第3位" in text


def test_headlines_captions_and_decks_stay_lines_of_their_own() -> None:
    lines = cleaned(NEWSPAPER).text.split("\n")
    at = lines.index("（文图由咸宁市经信局提供）")
    assert lines[at + 1 : at + 3] == ["梯度培育促发展 “专精特新”强后劲", "第四批省级专精特新“小巨人”授牌仪式"]
    assert lines[at + 3].endswith("国家级专精特新企业、国家重点小巨人企业的梯度培育机制")
    assert lines[at + 4].startswith("2020年6月，湖北省咸宁市入选财政支持深化民营")
    assert lines[-2].endswith("科学谋划和推进自然生态公园城市建设，促进经济社会高质量发展")


def test_a_caption_set_twice_is_kept_once() -> None:
    assert cleaned(NEWSPAPER).text.endswith("\n咸宁城区鸟瞰（咸宁市委改革办供图）")
    assert clean("关关于于印印发发规规划划的的通通知知").text == "关于印发规划的通知"
    assert clean("支持创新型创新型中小企业发展。").text == "支持创新型创新型中小企业发展。"
    assert clean("湖北省 湖北省").text == "湖北省 湖北省"
    assert clean("鼓励人人参与，人人享有，天天进步。").text == "鼓励人人参与，人人享有，天天进步。"


def test_a_sentence_cut_by_a_page_is_whole_again() -> None:
    assert "截至2020年底，全省共有各类市场主体571.35万户" in cleaned(PLAN).text
    assert "修订完善《湖北省实施〈中华人民共和国中小企业促进法〉办法》，推动服务促进" in cleaned(PLAN).text
    assert "总投资超1000亿元，一大批传统产业" in cleaned(REPLY).text
    assert "比2017年的6.81%下降近30%" in cleaned(REPLY).text


def test_a_missing_full_stop_does_not_glue_the_signature_on() -> None:
    lines = cleaned(REPLY).text.split("\n")
    assert lines[-4:] == ["联系人：刘文明", "联系电话：6288824", "黄石市经济和信息化局办公室", "2021年9月6日"]


def test_table_of_contents_and_cover_are_dropped_and_the_title_stays() -> None:
    result = cleaned(PLAN)
    assert result.text.split("\n")[4:8] == [
        "经省政府同意，现将《湖北省中小企业高质量发展“十四五”规划》印发你们，请结合实际，认真贯彻实施。",
        "湖北省中小企业高质量发展“十四五”规划",
        next(line for line in result.text.split("\n") if line.startswith("“中小企业能办大事”")),
        "一、发展基础",
    ]
    assert [item.reason for item in result.dropped] == ["封面", "目录"]
    assert "二〇二一年十二月" in result.dropped[0].span.text
    assert result.dropped[1].span.text.startswith("目 录")
    assert result.dropped[1].span.text.endswith("27")


def test_a_table_of_contents_is_known_by_its_leaders_without_a_head() -> None:
    entries = "总则 ........ 1\n第二章 扶持措施 ………… 3\n\n- 2 -\n\n第三章 附则 ........ 9\n"
    assert paragraphs(f"某某办法\n{entries}总则\n为了支持企业，制定本办法。") == [
        "某某办法", "总则", "为了支持企业，制定本办法。",
    ]  # fmt: skip


def test_a_table_of_contents_without_pages_ends_where_its_first_entry_comes_again() -> None:
    heads = ["一、总体要求", "二、重点任务", "三、保障措施"]
    body = [line for head in heads for line in (head, f"{head[2:]}由各地按照本方案组织实施。")]
    assert paragraphs("\n".join(["目　录", *heads, "实施方案", *body])) == ["实施方案", *body]


def test_a_table_of_numbers_is_no_table_of_contents() -> None:
    rows = "企业数量\t12\n从业人员\t35\n营业收入\t90\n"
    assert clean(f"统计表\n{rows}以上数据由统计局提供。").text == f"统计表\n{rows}以上数据由统计局提供。"


def test_page_numbers_and_running_heads_go_and_the_sentence_goes_on() -> None:
    page = "各地要结合实际，制定具体实施方案并组织抓好落实，加大考核力度，并定期对优质企业进行复核，" * 2
    rest = "指导优质企业质量水平逐步提高，引导激发县域经济活力。"
    pages = "".join(f"{page}\n- {n} -\n某省发展规划\n{rest}\n" for n in range(1, 5))
    result = clean(f"某省发展规划\n{pages}")
    assert result.text == "\n".join(["某省发展规划", *[page + rest] * 4])
    assert {item.reason for item in result.dropped} == {"页眉页脚"}


def test_a_contact_at_the_foot_of_many_pages_is_no_running_head() -> None:
    card = "支持企业申请技术改造项目，对符合条件的项目给予最高三百万元的奖励，" * 3 + "择优支持。"
    pages = [f"{card}\n联络方式 某市发展改革委：55590088\n{n}" for n in range(1, 6)]
    assert clean("\n".join(pages)).text.count("联络方式 某市发展改革委：55590088") == 5


@pytest.mark.parametrize("number", ["— 12 —", "-12-", "第3页 共10页", "第 3 页", "Page 3 of 10", "12"])
def test_a_page_number_in_any_dress_is_dropped(number: str) -> None:
    text = f"全市规模以上工业企业达到，\n\n{number}\n\n一千一百家。"
    assert clean(text).text == "全市规模以上工业企业达到，一千一百家。"


def test_a_year_alone_on_a_line_is_no_page_number() -> None:
    assert "2025" in clean("目标年份：\n\n2025\n\n全市培育专精特新企业。").text


def test_a_letter_left_of_the_letterhead_is_dropped() -> None:
    lines = cleaned(REPLY).text.split("\n")
    at = lines.index("湖北省黄石市经济和信息化局")
    assert lines[at + 1] == "关于对《关于促进黄石市中小企业健康快速发展》提案的答复"


def test_leftovers_of_a_converter_go_and_their_text_stays() -> None:
    assert "\n办理评价\t满意 () 基本满意 () 不满意 ()\n" in cleaned(REPLY).text
    assert "\n对办理情况的意见： 工作已推进 措施得力\n" in cleaned(REPLY).text
    assert "销号率为59.3%。破解用地难方面，上半年" in cleaned(REPLY).text
    assert clean("# 一、总则\n\n**支持**企业&nbsp;上市<br/>融资").text == "一、总则\n支持企业上市融资"
    assert clean("《湖北省实施<中华人民共和国中小企业促进法>办法》").text.count("<") == 1
    table = "| 政策 | 金额 |\n| --- | ---: |\n| 首次认定 | 50万元 |"
    assert clean(table).text == "政策 | 金额\n首次认定 | 50万元"


@pytest.mark.parametrize(
    ("spaced", "folded"),
    [
        ("关停“五小”企业 1000 多家， 到 2025年底。", "关停“五小”企业1000多家，到2025年底。"),
        ("(二 )单项冠军企业。培育企业。", "(二)单项冠军企业。培育企业。"),
        ("优 化 营 商 环 境", "优化营商环境"),
        ("劲牌 5 家", "劲牌5家"),
        ("推广 Internet of Things 应用。", "推广Internet of Things应用。"),
        ("武汉市 黄石市 十堰市", "武汉市 黄石市 十堰市"),
        ("张 三  李 四  王 五", "张三 李四 王五"),
        ("第五条　企业应当如实申报。", "第五条 企业应当如实申报。"),
        ("专栏 1 中小企业成长行动", "专栏1 中小企业成长行动"),
        ("1. 2020年以来，发展迅速。", "1. 2020年以来，发展迅速。"),
        ("1.1　编制目的", "1.1 编制目的"),
        ("代表姓名\t程 玮\t\t承办单位", "代表姓名\t程玮\t承办单位"),
    ],
)
def test_blanks_that_separate_stay_and_others_go(spaced: str, folded: str) -> None:
    assert clean(spaced).text == folded


def test_a_latin_word_after_a_line_end_keeps_a_space_and_a_broken_number_none() -> None:
    column = (
        "本市支持企业采用国际通行的Open\nSource许可方式发布软件产品，力争到\n"
        "二〇二六年全市软件业务收入达到1\n200亿元，培育五百家以上骨干企业。\n"
    )
    assert clean(column).text == (
        "本市支持企业采用国际通行的Open Source许可方式发布软件产品，力争到"
        "二〇二六年全市软件业务收入达到1200亿元，培育五百家以上骨干企业。"
    )


def test_a_line_that_begins_with_a_comma_goes_on() -> None:
    assert clean("获得奖励的企业\n\n，按照规定使用资金。").text == "获得奖励的企业，按照规定使用资金。"


def test_a_list_of_names_is_not_taken_for_a_column() -> None:
    names = ["武汉市经济和信息化局", "黄石市经济和信息化局", "十堰市经济和信息化局", "襄阳市经济和信息化局"]
    assert paragraphs("\n".join(names)) == names


def test_headings_with_a_comma_stay_apart_from_their_paragraph() -> None:
    lines = [
        "（一）完善政策，优化服务",
        "各地要建立机制，加强协调。",
        "（二）强化考核，压实责任",
        "按年考核。",
    ]
    assert paragraphs("\n".join(lines)) == lines


def test_indented_paragraphs_are_kept_apart_in_a_column() -> None:
    first = "支持银行证券期货基金等金融机构发展，助力优质企业孵化壮大推动企业增强融资能力，支持开展股权融资。"
    second = "鼓励上市公司通过开展市场化并购重组收购境外资产和分拆上市等方式，加快产业升级和产业链延伸发展。"
    wrapped = [f"　　{text[:18]}\n{text[18:38]}\n{text[38:]}\n" for text in (first, second)]
    assert paragraphs("".join(wrapped * 3)) == [first, second] * 3


@pytest.mark.skipif(not STATE_COUNCIL.exists(), reason="the shared documents are not here")
def test_nothing_sensible_is_dropped_from_state_council_documents() -> None:
    for path in sorted(STATE_COUNCIL.glob("*.html"))[:8]:
        text = re.sub(r"<[^>]+>", "\n", path.read_text(encoding="utf-8").split("<body", 1)[-1])
        gone = [item for item in clean(text).dropped if item.reason not in ("转换残留", "重影")]
        assert not any("。" in item.span.text for item in gone), path.name


def tokens(paragraph: str) -> Iterator[str]:
    return (found[0] for found in re.finditer(r"[A-Za-z0-9.,%]+|\S|\s", paragraph))


def wrap(paragraph: str, cells: int) -> list[str]:
    """Break a paragraph as typesetters do: no stop begins a line, no number is torn."""
    lines, line, used = [], "", 0
    for token in tokens(paragraph):
        width = sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in token)
        if line and used + width > cells and token not in "，。、；：！？）》”":
            lines.append(line)
            line, used = "", 0
        line, used = line + token, used + width
    return [text for text in map(str.strip, [*lines, line]) if text]


def ends(text: str) -> set[int]:
    """Return where paragraphs end, counted in characters that are no blanks."""
    return {len(re.sub(r"\s", "", text[: found.start()])) for found in re.finditer(r"\n|$", text)}


@given(st.sampled_from([NEWSPAPER, PLAN, DRAFT]), st.integers(14, 60), st.sampled_from(["\n", "\n\n"]))
@settings(max_examples=25)
def test_a_document_wrapped_at_any_column_gets_its_paragraphs_back(
    name: str, column: int, between: str
) -> None:
    text = cleaned(name).text
    wrapped = between.join(line for part in text.split("\n") for line in wrap(part, 2 * column))
    result = clean(wrapped)
    assert re.sub(r"\s", "", result.text) == re.sub(r"\s", "", text)
    found, true = ends(result.text), ends(text)
    least = 0.8 if column < 20 else 0.9
    assert len(found & true) >= least * max(len(found), len(true))


def test_the_number_of_a_short_page_is_known_by_its_place_in_the_row() -> None:
    page = "支持企业建设研发机构，推动创新团队全覆盖，加强产学研用协作，落实各项政策，"
    sizes = [6, 6, 6, 6, 2, 2, 6]
    pages = [f"{page * size}\n{n}\n" for n, size in enumerate(sizes, 1)]
    assert clean("".join(pages) + "完成任务。").text == page * sum(sizes) + "完成任务。"


def test_a_bracket_of_units_in_shell_brackets_ends_its_paragraph() -> None:
    wrapped = (
        "　　第一条　支持企业境内上市。对首次公开发行股票并\n"
        "上市的企业给予最高800万元奖励，分阶段兑现资金，由\n"
        "区财政统筹安排年度预算予以保障。〔责任单位：财政局〕\n"
        "　　第二条　支持企业再融资。对上市公司融资的，按融资\n"
        "额的1‰给予奖励，单户企业最高200万元。〔责任单位：\n财政局、发展改革局〕\n"
    )
    first, second = clean(wrapped).text.split("\n")
    assert first.endswith("予以保障。〔责任单位：财政局〕")
    assert second.startswith("第二条")
    assert second.endswith("〔责任单位：财政局、发展改革局〕")


def test_a_row_of_page_buttons_is_left_out_and_the_words_of_a_table_stay() -> None:
    rows = (
        "字号：[ 大 中 小 ] 打印 收藏 浏览次数：1024",
        "【字体：大 中 小】 打印本页 | 关闭窗口",
        "分享到：微信 微博 QQ空间",
    )
    for row in rows:
        assert clean(f"第一条　对企业给予补助。\n{row}\n第二条　本办法自印发之日起施行。\n", True).text == (
            "第一条 对企业给予补助。\n第二条 本办法自印发之日起施行。"
        )
    table = "企业规模\n大\n中\n小\n中小微信用贷款\n收藏标准\n关闭煤矿"
    assert clean(table, True).text == table
