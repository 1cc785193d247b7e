"""Signing in the browser."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.e2e.people import Person


def write_a_name(person: Person, pad: Locator) -> None:
    """Draw a few strokes into the box and keep them."""
    canvas = pad.get_by_role("img", name="签名区域")
    # The dialog grows into its place: strokes drawn before it stands would land beside the box.
    expect(person.page.locator("[class*='ant-zoom-']")).to_have_count(0)
    canvas.hover()
    box = canvas.bounding_box()
    assert box is not None
    assert box["width"] > 200, "the dialog is still growing"
    for start, end in (((0.2, 0.3), (0.5, 0.7)), ((0.5, 0.3), (0.3, 0.8)), ((0.6, 0.4), (0.85, 0.5))):
        person.page.mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
        person.page.mouse.down()
        person.page.mouse.move(box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=6)
        person.page.mouse.up()
    pad.get_by_role("button", name="保存签名").click()


def must_sign(person: Person) -> None:
    """See that the work item is signed, and set a signature when there is none yet."""
    bar = person.bar()
    own, draw = bar.get_by_role("img", name=re.compile("的签名")), bar.get_by_role("button", name="设置我的签名")
    expect(own.or_(draw)).to_be_visible()
    if draw.count():
        draw.click()
        write_a_name(person, person.page.get_by_role("dialog"))
    expect(own).to_be_visible()
