"""Whom to ask."""

import pytest

from ingest.facts.contacts import find_contacts


@pytest.mark.parametrize(
    ("text", "contacts"),
    [
        ("联系人：王敏；联系电话：0714-6520012。", [("王敏", "0714-6520012")]),
        ("（联系人：王敏，电话：027-87654321转8012）", [("王敏", "027-87654321转8012")]),
        ("咨询电话：6520011（经信局）、6520012（财政局）。", [("经信局", "6520011"), ("财政局", "6520012")]),
        ("如有疑问，请联系市中小企业局服务科，电话 87654321。", [("市中小企业局服务科", "87654321")]),
        ("服务热线：12345", [("", "12345")]),
    ],
)
def test_a_number_behind_a_cue_belongs_to_the_name_beside_it(
    text: str, contacts: list[tuple[str, str]]
) -> None:
    found = find_contacts(text)
    assert [(each.name, each.phone) for each in found] == contacts
    assert all(text[each.start : each.end] == each.text for each in found)


@pytest.mark.parametrize(
    ("value", "contacts"),
    [
        ("市经信局：6520012；政策咨询：13800001234", [("市经信局", "6520012"), ("政策咨询", "13800001234")]),
        ("市外汇局：68559840、88655618", [("市外汇局", "68559840"), ("市外汇局", "88655618")]),
        ("市人社局：12333、市财政局：55593998", [("市人社局", "12333"), ("市财政局", "55593998")]),
        ("市科技局、高新区管委会：55578097", [("市科技局、高新区管委会", "55578097")]),
        ("400-810-1234", [("", "400-810-1234")]),
    ],
)
def test_the_contact_row_of_a_card_needs_no_cue(value: str, contacts: list[tuple[str, str]]) -> None:
    text = f"联络方式\t{value}"
    found = find_contacts(text, ("联络方式",))
    assert [(each.name, each.phone) for each in found] == contacts
    assert all(text[each.start : each.end] == each.text for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "安排资金55521000元，支持12345家企业。",
        "按照《办法》（黄经信发〔2023〕12345号）执行。",
        "联系电话请见官网，2023年共受理申请6520012件。",
    ],
)
def test_other_numbers_are_no_contacts(text: str) -> None:
    assert find_contacts(text) == ()
