"""Word files: numbers written out, tables, text boxes, changes accepted, and what is no text left out."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from ingest import limits
from ingest.errors import SourceError
from ingest.extract import extract
from ingest.extract.docx.numerals import numeral
from ingest.extract.extracted import Extracted
from ingest.pipeline import read_source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GHOST = '<w:rStyle w:val="Ghost"/>'
Read = Callable[[str], Extracted]
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
LEVELS = [
    ("chineseCountingThousand", "第%1条"),
    ("chineseCounting", "%2、"),
    ("chineseCounting", "（%3）"),
    ("decimal", "%4."),
    ("decimalEnclosedCircle", "%5"),
    ("decimal", "%1.%4"),
    ("bullet", "\uf0b7"),
]


def relation(kind: str, target: str) -> str:
    return f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(LEVELS)
    )
    styled = (
        '<w:lvl w:ilvl="0"><w:pStyle w:val="H1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl>'
    )
    return (
        f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{styled}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="3">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        "</w:numbering>"
    )


STYLES = (
    f'<w:styles {SPACES}><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:numPr><w:numId w:val="2"/>'
    "</w:numPr></w:pPr><w:rPr><w:b/></w:rPr></w:style>"
    '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="character" w:styleId="Ghost"><w:name w:val="ghost"/>'
    "<w:rPr><w:vanish/></w:rPr></w:style></w:styles>"
)


def written(path: Path, body: str, **parts: str | bytes) -> Path:
    """Write a Word file with this body; `parts` replace or add members (double underscore for a slash)."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(relation("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": RELATIONS.format(
            relation("styles", "styles.xml") + relation("numbering", "numbering.xml")
        ),
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": STYLES,
        "word/numbering.xml": numbering(),
    } | {name.replace("__", "/"): part for name, part in parts.items()}
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        for name, part in members.items():
            file.writestr(name, part)
    return path


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def run(body: str) -> Extracted:
        return extract(written(tmp_path / "文件.docx", body))

    return run


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def listed(level: int, text: str, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_automatic_numbers_are_written_out_and_begin_again_below_a_higher_one(read: Read) -> None:
    found = read(
        listed(0, "为规范管理，制定本办法。")
        + listed(1, "总体要求")
        + listed(2, "原则")
        + listed(2, "目标")
        + listed(3, "2025年建成")
        + listed(3, "其次")
        + listed(4, "甲")
        + listed(6, "要点")
        + listed(1, "措施")
        + listed(2, "奖励")
        + listed(0, "其他")
        + listed(3, "新的", 3)
    )
    assert found.text.split("\n") == [
        "第一条 为规范管理，制定本办法。",
        "一、总体要求",
        "（一）原则",
        "（二）目标",
        "1. 2025年建成",
        "2.其次",
        "①甲",
        "•要点",
        "二、措施",
        "（一）奖励",
        "第二条 其他",
        "1.新的",
    ]
    assert found.settled


def test_a_heading_style_brings_its_number_and_zero_takes_it_away(read: Read) -> None:
    style = '<w:pStyle w:val="H1"/>'
    found = read(
        p("加大投入", style)
        + p("不编号的", style + '<w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("强化保障", style)
    )
    assert found.text == "一、加大投入\n不编号的\n二、强化保障"


@pytest.mark.parametrize(
    ("form", "number", "shown"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 105, "一百〇五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("ideographDigital", 25, "二五"),
        ("ideographTraditional", 3, "丙"),
        ("chineseLegalSimplified", 12, "拾贰"),
        ("upperRoman", 14, "XIV"),
        ("lowerLetter", 28, "bb"),
        ("decimalZero", 7, "07"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalFullWidth", 12, "１２"),
        ("japaneseCounting", 12, "十二"),
        ("none", 3, ""),
        ("neverHeardOf", 3, "3"),
    ],
)
def test_a_number_is_shown_as_word_shows_it(form: str, number: int, shown: str) -> None:
    assert numeral(number, form) == shown


def test_changes_are_accepted_and_a_deleted_paragraph_end_joins(read: Read) -> None:
    found = read(
        f"<w:p>{r('最高奖励')}<w:del><w:r><w:delText>50</w:delText></w:r></w:del><w:ins>{r('80')}</w:ins>{r('万元。')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{r('前半句，')}</w:p>{p('后半句。')}"
        f"<w:p><w:moveFrom>{r('移走了')}</w:moveFrom><w:moveTo>{r('移来了')}</w:moveTo></w:p>"
    )
    assert found.text == "最高奖励80万元。\n前半句，后半句。\n移来了"


def test_hidden_text_field_codes_notes_and_contents_are_left_out(read: Read) -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    found = read(
        p("目　录")
        + f"<w:p>{field.format('TOC')}{r('一、总则')}</w:p><w:p>{r('二、附则 2')}{end}</w:p>"
        + p("一、总则 1", '<w:pStyle w:val="T1"/>')
        + f"<w:p>{r('依据')}{r('隐藏', '<w:vanish/>')}{r('也隐藏', GHOST)}"
        f"{field.format(' REF a ')}{r('第三条')}{end}"
        f'<w:r><w:footnoteReference w:id="1"/></w:r>{r("执行")}'
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>'
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "</w:docPartObj></w:sdtPr><w:sdtContent>"
        + p("目录控件")
        + "</w:sdtContent></w:sdt><w:sdt><w:sdtContent>"
        + p("控件里的正文")
        + "</w:sdtContent></w:sdt>"
    )
    assert found.text == "依据第三条执行☑\n控件里的正文"


def test_a_text_box_is_read_once(read: Read) -> None:
    box = f"<w:txbxContent>{p('框里的话')}</w:txbxContent>"
    found = read(
        f'<w:p>{r("正文")}<w:r><mc:AlternateContent><mc:Choice Requires="wps">'
        f"<w:drawing><wp:anchor><wps:txbx>{box}</wps:txbx></wp:anchor>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        + p("下文")
    )
    assert found.text == "正文\n框里的话\n下文"


def test_a_soft_line_end_parts_headings_and_sentences_and_joins_the_rest(read: Read) -> None:
    br = "<w:r><w:br/></w:r>"
    found = read(
        f"<w:p>{r('某市关于支持企业')}{br}{r('发展的若干措施')}{br}{r('某政发〔2024〕3号')}</w:p>"
        f"<w:p>{r('一、总体要求')}{br}{r('坚持市场导向，')}{br}{r('加快发展。')}{br}{r('（一）目标')}</w:p>"
    )
    assert found.text.split("\n") == [
        "某市关于支持企业发展的若干措施",
        "某政发〔2024〕3号",
        "一、总体要求",
        "坚持市场导向，加快发展。",
        "（一）目标",
    ]


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def shown(found: Extracted) -> list[list[tuple[int, int, int, int, str]]]:
    return [
        [(c.row, c.column, c.rows, c.columns, found.text[c.start : c.end]) for c in table.cells]
        for table in found.tables
    ]


def test_merged_cells_stand_once_and_header_rows_are_counted(read: Read) -> None:
    found = read(
        p("附表")
        + "<w:tbl>"
        + tr(tc(p("类别")), tc(p("标准"), '<w:gridSpan w:val="2"/>'), properties="<w:tblHeader/>")
        + tr(tc(p("贴息"), '<w:vMerge w:val="restart"/>'), tc(p("小型")), tc(p("50%") + p("封顶100万元")))
        + tr(tc("<w:p/>", "<w:vMerge/>"), tc(p("微型")), tc("<w:p/>"))
        + tr(tc(p("删掉的行")), properties="<w:del/>")
        + "</w:tbl>"
        + p("说明")
    )
    assert found.text == "附表\n类别\t标准\n贴息\n小型\n50%\n封顶100万元\n微型\n说明"
    assert shown(found) == [
        [
            (0, 0, 1, 1, "类别"),
            (0, 1, 1, 2, "标准"),
            (1, 0, 2, 1, "贴息"),
            (1, 1, 1, 1, "小型"),
            (1, 2, 1, 1, "50%\n封顶100万元"),
            (2, 1, 1, 1, "微型"),
        ]
    ]
    assert found.tables[0].header_rows == 1
    assert found.text[found.tables[0].start : found.tables[0].end].endswith("微型")


def test_a_bold_first_row_heads_a_table_and_a_table_in_a_cell_is_its_text(read: Read) -> None:
    bold = f"<w:p>{r('项目', '<w:b/>')}</w:p>"
    inner = "<w:tbl>" + tr(tc(p("甲")), tc(p("1"))) + tr(tc(p("乙")), tc(p("2"))) + "</w:tbl>"
    found = read("<w:tbl>" + tr(tc(bold), tc(bold)) + tr(tc(p("外")), tc(p("内表：") + inner)) + "</w:tbl>")
    assert found.tables[0].header_rows == 1
    assert shown(found)[0][-1] == (1, 1, 1, 1, "内表：\n甲 1\n乙 2")


def test_a_frame_of_one_column_is_plain_text(read: Read) -> None:
    found = read("<w:tbl>" + tr(tc(p("专栏1 重点工程"))) + tr(tc(p("实施培育行动。"))) + "</w:tbl>")
    assert (found.text, found.tables) == ("专栏1 重点工程\n实施培育行动。", ())


def test_numbers_of_a_word_file_make_the_clauses(tmp_path: Path) -> None:
    body = p("某市支持科技创新管理办法") + "".join(
        listed(0, text)
        for text in (
            "为支持科技创新，制定本办法。",
            "对高新技术企业给予20万元奖励。",
            "本办法自发布之日起施行。",
        )
    )
    (document,) = read_source(written(tmp_path / "办法.docx", body), "办法.docx").documents
    assert [clause.ordinal for clause in document.clauses if clause.ordinal] == ["第一条", "第二条", "第三条"]


def test_a_strict_file_reads_the_same(tmp_path: Path) -> None:
    xml = f"<w:document {SPACES}><w:body>{p('严格格式')}</w:body></w:document>".replace(
        W, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert extract(written(tmp_path / "a.docx", "", **{"word/document.xml": xml})).text == "严格格式"


def complaint(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        extract(path)
    message = str(caught.value)
    assert f"“{path.name}”" in message
    assert "请" in message
    return message


ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("part", ["word/document.xml", "word/settings.xml", "word/_rels/document.xml.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_external_entity_in_any_part_is_refused(part: str, encoding: str, tmp_path: Path) -> None:
    data = (
        ENTITY + f"<w:document {SPACES}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    ).encode(encoding)
    assert "外部实体" in complaint(written(tmp_path / "坏.docx", p("正文"), **{part: data}))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = b"<w:document>" + b" " * (limits.LARGEST_TEXT + 1)
    assert "压缩炸弹" in complaint(written(tmp_path / "弹.docx", "", **{"word/document.xml": bomb}))


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "谎.docx", "", **{"word/document.xml": b"<w:document>" + b" " * 20_000_000})
    data = path.read_bytes().replace((20_000_012).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    path.write_bytes(data)
    assert "炸弹" in (message := complaint(path)) or "损坏" in message


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_truncated_file_is_told(kept: float, tmp_path: Path) -> None:
    path = written(tmp_path / "断.docx", p("正文"))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    assert "损坏" in complaint(path)


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "坏.docx", "", **{"word/document.xml": f"<w:document {SPACES}><w:body>"})
    assert "word/document.xml 已损坏" in complaint(path)


def test_a_file_without_text_says_what_it_holds(tmp_path: Path) -> None:
    assert "没有文字" in complaint(written(tmp_path / "空.docx", "<w:p/>"))
    assert "1 张图片" in complaint(
        written(tmp_path / "图.docx", "<w:p><w:r><w:drawing><blip/></w:drawing></w:r></w:p>")
    )


def test_python_docx_files_are_read(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_heading("某县促进就业办法", 0)
    document.add_paragraph("对吸纳就业的企业给予补贴。")
    table = document.add_table(2, 2)
    for at, text in enumerate(("对象", "标准", "企业", "2000元")):
        table.cell(at // 2, at % 2).text = text
    data = BytesIO()
    document.save(data)
    (tmp_path / "a.doc").write_bytes(data.getvalue())
    found = extract(tmp_path / "a.doc")
    assert found.text == "某县促进就业办法\n对吸纳就业的企业给予补贴。\n对象\t标准\n企业\t2000元"
