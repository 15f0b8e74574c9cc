"""Names of bodies: which places before them tell nothing."""

from __future__ import annotations

import pytest

from reports.divisions import region
from reports.names import one_body, plain_name


@pytest.mark.parametrize(
    ("code", "printed", "plain"),
    [
        ("320813", "江苏省淮安市洪泽区人民政府", "洪泽区人民政府"),
        ("320813", "淮安市 洪泽区人民政府", "洪泽区人民政府"),
        ("320813", "淮安市洪泽县人民政府", "洪泽县人民政府"),
        ("320813", "淮安市公安局洪泽分局", "淮安市公安局洪泽分局"),
        ("320813", "江苏省淮安市公安局洪泽分局", "淮安市公安局洪泽分局"),
        ("320803", "淮安市淮安区人民政府", "淮安区人民政府"),
        ("320803", "淮安区人民政府", "淮安区人民政府"),
        ("320800", "江苏省淮安市教育局", "淮安市教育局"),
        ("220200", "吉林市人民政府", "吉林市人民政府"),
        ("220200", "吉林省吉林市人民政府", "吉林市人民政府"),
        ("422802", "湖北省恩施州利川市教育局", "利川市教育局"),
        ("500101", "重庆市万州区教育委员会", "万州区教育委员会"),
        ("500000", "重庆市教育委员会", "重庆市教育委员会"),
        ("420281", "湖北大冶市水利局", "大冶市水利局"),
        ("429004", "湖北省仙桃市人民政府", "仙桃市人民政府"),
    ],
)
def test_places_around_the_division_go(code: str, printed: str, plain: str) -> None:
    """Those that a place inside them follows; the division's own name and all else stay."""
    assert plain_name(printed, region(code)) == plain


def test_a_name_without_a_region_stays_whole() -> None:
    """Nothing says which places are around it."""
    assert plain_name("淮安市洪泽区人民政府", None) == "淮安市洪泽区人民政府"


@pytest.mark.parametrize(
    ("one", "code", "two", "other", "same"),
    [
        ("洪泽区人民政府", "320813", "淮安市洪泽区人民政府办公室", "320813", True),
        ("淮安市洪泽区人民政府", None, "洪泽区人民政府", "320813", True),
        ("鼓楼区人民政府", "320106", "鼓楼区人民政府", "350102", False),
        ("大冶市教育局", "420281", "大冶市水利局", "420281", False),
    ],
)
def test_one_body_under_two_names(
    one: str, code: str | None, two: str, other: str, same: bool
) -> None:
    """Same division, and the same name but for places and office."""
    assert one_body(one, region(code) if code else None, two, region(other)) is same
