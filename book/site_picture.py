"""Take the pictures of the site: ``python book/site_picture.py`` once it is built, by ``make book``.

The front page as the README shows it, with a digit drawn, book/images/site.png, and the card that is shown where
somebody links to the site, book/assets/card.png.
"""

import base64
import json
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from browser import open_browser  # noqa: E402

from mnist_course.widgets.bundle import drawings  # noqa: E402

SITE = ROOT / "build" / "site" / "_build" / "html" / "index.html"
CARD = """
<body style="margin: 0; font: 600 58px/1.2 'DejaVu Sans', sans-serif; color: #14213d; background: #fff">
<div style="padding: 44px 60px 24px">MNIST from the first pixel
<div style="font-size: 27px; font-weight: 400; padding-top: 10px">
Neural networks in PyTorch, every number computed</div></div>
<img src="data:image/png;base64,{}" style="width: 1080px; margin: 0 60px">
"""


def shrink(path: Path, colours: int) -> None:
    """Keep a picture in few colours."""
    Image.open(path).convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


def main(site: Path = SITE) -> None:
    """Open both pages, and take their pictures."""
    front, card = ROOT / "book" / "images" / "site.png", ROOT / "book" / "assets" / "card.png"
    digits = base64.b64encode((ROOT / "book" / "images" / "front.png").read_bytes()).decode()
    seven = next(one["strokes"] for one in drawings()["drawings"] if one["digit"] == 7)
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 960}, color_scheme="light")
        page.goto(site.resolve().as_uri())
        page.evaluate("text => localStorage.setItem('mnist-course-demo-draw', text)", json.dumps({"strokes": seven}))
        page.reload()
        page.get_by_role("status").filter(has_text="7").first.wait_for()
        page.wait_for_timeout(500)
        page.screenshot(path=front)
        page.set_viewport_size({"width": 1200, "height": 630})
        page.set_content(CARD.format(digits))
        page.screenshot(path=card)
        page.close()
    shrink(front, 128)
    shrink(card, 16)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
