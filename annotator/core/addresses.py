"""Which addresses may be handed to a browser."""

from __future__ import annotations

import re

from annotator.core.patterns import late

_WEB = late(r"https?://[A-Za-z0-9.:\[\]-]+(?:[/?#][!-~]*)?", re.IGNORECASE)


def is_web_address(url: str) -> bool:
    """Whether it is an http or https address of a host, in printable ASCII as the standard has it (RFC 3986).

    One with a user's name before the host is none: it reads like an address of somebody else.
    """
    return _WEB.fullmatch(url) is not None
