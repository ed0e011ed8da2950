"""The colours of a picture, as a browser shows them without a profile. Pure.

Cameras and programs for print write pictures whose numbers mean other colours than those of a screen, and say so in a
profile. What is stored has none, so its numbers become those of sRGB.
"""

import io
from functools import cache

from PIL import Image, ImageCms

MOST_OF_PROFILE = 2 * 1024 * 1024  # bytes; of print they have one
_SPACES = {"RGB": ("RGB", "RGBA"), "CMYK": ("CMYK",)}


def in_srgb(image: Image.Image) -> Image.Image:
    """The same where it has no profile, that of a screen, or one that cannot be used. Never raises for what the profile
    holds. Takes time by the points, so a large picture is made smaller before."""
    data = image.info.get("icc_profile")
    if not isinstance(data, bytes) or len(data) > MOST_OF_PROFILE or "transparency" in image.info:
        return image  # one colour that stands for none would be another one afterwards
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        if "srgb" in ImageCms.getProfileDescription(profile).casefold():
            return image
        if image.mode not in _SPACES.get(profile.profile.xcolor_space.strip(), ()):
            return image
        made = ImageCms.profileToProfile(
            image,
            profile,
            _srgb(),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return image if made is None else made


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
