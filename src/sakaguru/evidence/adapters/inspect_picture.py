"""Pictures are drawn anew: place, device and whatever hides behind them are gone."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from sakaguru.evidence.adapters.inspection import Refused

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2_000
PICTURES = ("JPEG", "PNG", "WEBP")


def clean_picture(content: bytes) -> tuple[str, str, bytes]:
    """Type, ending and content of the same picture, drawn anew.

    Raises:
        Refused: no picture we take, too large, or broken.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=PICTURES)
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused("too_many_pixels")
        return _drawn_anew(picture)
    except UnidentifiedImageError:
        raise Refused("unknown") from None
    except (
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
        Image.DecompressionBombError,
    ):
        raise Refused("broken_picture") from None


def _drawn_anew(picture: Image.Image) -> tuple[str, str, bytes]:
    """The same picture, upright, no larger than needed, and nothing but the picture."""
    has_holes = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = upright.convert("RGBA" if has_holes else "RGB")
    clean = Image.new(drawn.mode, drawn.size)
    clean.paste(drawn)
    out = io.BytesIO()
    if has_holes:
        clean.save(out, "PNG", optimize=True)
        return "image/png", "png", out.getvalue()
    clean.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return "image/jpeg", "jpg", out.getvalue()
