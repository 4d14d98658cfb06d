"""Make the picture of the front page, book/images/front.png: `python book/front_picture.py`.

A row for each digit. From left to right, its training images in the order in which they look more like another digit:
by how much nearer an image lies to the average of its own digit than to the nearest other average.
"""

from pathlib import Path

import torch
from PIL import Image

from mnist_course.data import load

COLUMNS = 30

images, labels = load("train")
pixels = images.float().flatten(1)
means = torch.stack([pixels[labels == digit].mean(0) for digit in range(10)])
distances = torch.cdist(pixels, means)
own = distances.gather(1, labels[:, None]).squeeze(1)
others = distances.scatter(1, labels[:, None], torch.inf).amin(1)

rows = []
for digit in range(10):
    of_digit = (labels == digit).nonzero().squeeze(1)
    order = of_digit[(own - others)[of_digit].argsort()]
    chosen = order[torch.linspace(0, len(order) - 1, COLUMNS).long()]
    rows.append(torch.cat(list(255 - images[chosen]), dim=1))
picture = Image.fromarray(torch.cat(rows).numpy() // 17 * 17)  # 16 greys: a smaller file
picture.save(Path(__file__).parent / "images" / "front.png", optimize=True)
