"""Pictures of pages: made small for the repository, and compared so that layout counts and fonts hardly do."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageChops, ImageFilter

COLOURS: Final = 64
"""So many colours of a page are kept: text and boxes hardly need more."""

TOLERANCE: Final = 0.03
"""The share of blocks that may differ: other fonts move words a little, another layout moves panels."""

_BLOCK: Final = 8
"""Pixels of a side of what is compared as one."""

_BLUR: Final = 1
"""Blocks over which a word may be shifted without a difference."""

_DIFFERENT: Final = 12
"""From so many of 255 steps of a colour on, two blocks differ."""


def smaller(png: bytes) -> bytes:
    """The same picture with its most frequent colours, and each other one as the nearest of those."""
    picture, written = Image.open(BytesIO(png)).convert("RGB"), BytesIO()
    colours: Any = picture.getcolors(picture.width * picture.height)
    palette = Image.new("P", (1, 1))
    palette.putpalette([step for _, colour in sorted(colours, reverse=True)[:COLOURS] for step in colour])
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def difference(one: bytes, other: bytes) -> float:
    """The share of blocks in which two pictures differ to the eye; 1 for pictures of different sizes."""
    pictures = [Image.open(BytesIO(png)).convert("RGB") for png in (one, other)]
    if pictures[0].size != pictures[1].size:
        return 1.0
    left, right = (picture.reduce(_BLOCK).filter(ImageFilter.GaussianBlur(_BLUR)) for picture in pictures)
    red, green, blue = ImageChops.difference(left, right).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[_DIFFERENT:]) / (most.width * most.height)
