"""Write the still picture of the page "Draw a digit", book/images/draw.png: ``python book/draw_picture.py``.

It is for print and for readers without JavaScript: the demo itself, as Chromium shows it once a 4 is drawn.
"""

import json
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from browser import open_browser  # noqa: E402
from demo_page import open_page, write  # noqa: E402

from mnist_course.widgets.bundle import drawings  # noqa: E402

TARGET = ROOT / "book" / "images" / "draw.png"
HIDDEN = ".demo-buttons, .demo-switches, .demo-sixty, .demo summary { display: none }"
PLAIN = "body { font-family: sans-serif } .demo { padding: 0 !important } .demo, .demo-steps { border: 0 !important }"
SHOWN = {"digit": 4, "way": "closed, smaller"}


def main():
    """Open the page with the drawing in its memory, and take a picture."""
    strokes = next(one["strokes"] for one in drawings()["drawings"] if SHOWN.items() <= one.items())
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
        address = write(Path(folder), "draw", ["weights"])
        with open_page(browser, address, viewport={"width": 800, "height": 900}, device_scale_factor=1.5) as page:
            kept = json.dumps({"strokes": strokes})
            page.evaluate("(text) => localStorage.setItem('mnist-course-demo-draw', text)", kept)
            page.reload()
            page.get_by_role("status").filter(has_text="4").wait_for()
            page.add_style_tag(content=HIDDEN + PLAIN)
            page.wait_for_timeout(300)
            page.locator(".demo").screenshot(path=TARGET)
    Image.open(TARGET).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(TARGET, optimize=True)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
