"""When Python's collector of reference cycles runs: not while the application starts or reads many documents.

A start makes some 100,000 objects, and a large document a million, none of which is garbage. Going through them
again and again took 25 ms of a start; frozen, they are left alone by every later collection too, which would
otherwise halt a key for 50 ms at 100,000 mentions.
"""

from __future__ import annotations

import gc


def hold() -> None:
    """Stops collecting until ``release``."""
    gc.disable()


def release() -> None:
    """Goes on collecting, without what there is by now. Of no effect where nothing was held."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
