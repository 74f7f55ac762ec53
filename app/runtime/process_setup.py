"""Set-up of a process: packages that it never imports, and how often it collects garbage."""

import gc
import sys

#: Packages that the driver imports if they are installed, and that nothing here uses.
UNUSED_PACKAGES = ("numpy", "pandas", "pyarrow")
#: New objects after which Python looks for unused cycles, and how many such rounds make a longer one. By Python's own
#: numbers (700, 10, 10), loading takes a sixth longer. By larger ones, what the driver leaves in cycles adds up.
GC_THRESHOLDS = (10_000, 10, 10)


def set_up_process() -> None:
    """Save time and memory in this process. Call it before the driver is imported."""
    for name in UNUSED_PACKAGES:  # a second and 48 MB
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # an import of None fails as if it were missing
    gc.set_threshold(*GC_THRESHOLDS)
