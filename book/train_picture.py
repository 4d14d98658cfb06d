"""Write the still picture of the page "Train a network here": ``python book/train_picture.py``.

It is for print and for readers without JavaScript: the demo itself, after two runs, as Chromium shows it.
"""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from browser import open_browser  # noqa: E402
from demo_page import open_page, write  # noqa: E402

TARGET = ROOT / "book" / "images" / "train.png"
HIDDEN = (
    ".train-preset, .demo-note, .train-fields, .train-buttons, .train-line, .demo-status, details { display: none }"
)
PLAIN = ".demo { border: 0 !important; padding: 0 !important; background: #fff; font: 17px system-ui, sans-serif }"


def main():
    """Train twice, and take a picture of the curves and the weights."""
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
        address = write(Path(folder), "learn", ["digits"], address=True)
        with open_page(browser, address, viewport={"width": 760, "height": 900}, device_scale_factor=2) as page:
            for pixels in "0 to 255", "0 to 1":
                page.get_by_label("Pixels").select_option(pixels)
                page.get_by_role("button", name="Train", exact=True).click()
                page.get_by_role("status").filter(
                    has_text="ln 10" if pixels == "0 to 255" else "After 5 epochs"
                ).wait_for()
                if pixels == "0 to 255":
                    page.get_by_role("button", name="Keep this run").click()
            page.add_style_tag(content=HIDDEN + PLAIN)
            page.wait_for_timeout(300)
            picture = Image.open(BytesIO(page.locator(".demo").screenshot()))
    picture.convert("RGB").quantize(128).save(TARGET, optimize=True)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
