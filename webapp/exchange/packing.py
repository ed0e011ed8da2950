"""Archives that depend on nothing but what is put into them: the same members give the same bytes."""

import io
import zipfile
from collections.abc import Mapping

from webapp.exchange.media import extension_of

_NEVER = (1980, 1, 1, 0, 0, 0)


def packed(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of the members, by their names, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, _NEVER)
            # A picture is small already; a sound that is not would make the archive look like a bomb.
            entry.compress_type = zipfile.ZIP_STORED if extension_of(data) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()
