# SPDX-License-Identifier: MPL-2.0
"""A digest as a page is read on a telephone and on a wide screen, by day and by night: nothing is cut off, nothing is too pale, nothing is too small."""

from pathlib import Path

import pytest

from handlers.message import LANGUAGES
from tests.browser.chromium import FOUND, browser
from tests.unit.bot.digest.golden_digests import GOLDEN
from tests.unit.bot.digest.weeks import WEEKS

pytestmark = pytest.mark.skipif(FOUND is None, reason="no Chromium is installed")
READ = """(() => {
  const light = text => { const parts = (text.match(/[\\d.]+/g) || []).map(Number); return parts.length == 4 && parts[3] == 0 ? null : parts.slice(0, 3) };
  const own = value => value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = parts => 0.2126 * own(parts[0]) + 0.7152 * own(parts[1]) + 0.0722 * own(parts[2]);
  const canvas = document.createElement('div'); canvas.style.backgroundColor = 'Canvas'; document.body.append(canvas);
  const page = getComputedStyle(canvas).backgroundColor; canvas.remove();
  const behind = element => { for (let at = element; at; at = at.parentElement) { const found = light(getComputedStyle(at).backgroundColor); if (found) return found } return light(page) };
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const element = node.parentElement;
    if (!node.data.trim() || ['title', 'desc'].includes(element.tagName)) continue;
    const style = getComputedStyle(element), ink = element instanceof SVGElement ? style.fill : style.color;
    const [a, b] = [luminance(light(ink)), luminance(behind(element))].sort((x, y) => y - x), box = element.getBoundingClientRect();
    words.push({text: node.data.trim().slice(0, 40), contrast: (a + 0.05) / (b + 0.05), size: parseFloat(style.fontSize), right: box.right, left: box.left});
  }
  return {page, width: document.documentElement.scrollWidth, words, headings: [...document.querySelectorAll('h1,h2')].map(each => each.tagName).join('')};
})()"""


async def test_every_page_is_read_at_every_width_by_day_and_by_night(tmp_path: Path) -> None:
    async with browser(tmp_path) as page:
        for document in [GOLDEN / f"{week}.{language}.html" for week in WEEKS for language in LANGUAGES]:
            for width, dark in ((320, False), (320, True), (600, False), (1200, True)):
                await page.open(document.read_text(encoding="utf-8"), width=width, dark=dark)
                seen = await page.value(READ)
                at = f"{document.name} at {width} px, {'dark' if dark else 'light'}"
                assert (seen["page"] == "rgb(255, 255, 255)") is not dark, f"{at}: {seen['page']}"
                assert seen["width"] <= width, f"{at}: it is {seen['width']} px wide"
                assert seen["words"], at
                assert [each for each in seen["words"] if each["contrast"] < 4.5] == [], at
                assert [each for each in seen["words"] if each["size"] < 14] == [], at
                assert [each for each in seen["words"] if each["left"] < 0 or each["right"] > width] == [], at
                assert seen["headings"].startswith("H1"), at
                assert "H1" not in seen["headings"][2:], at
