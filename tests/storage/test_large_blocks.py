"""What is freed goes back to the system, also after a large file has been read."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
from annotator.storage import large_blocks
from annotator.storage.paths import read_file

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

if sys.argv[2] == "with":
    read_file(Path(sys.argv[1]), 1 << 30)
else:
    Path(sys.argv[1]).read_bytes()
before = resident()
large, small = [], []
for _ in range(20):
    large.append(bytearray(2 << 20))
    small.append(bytearray(100_000))  # lies behind it, where both are of one heap
del large
held = [bytearray(100_000) for _ in range(200)]
del held[::2], held[-1]
if sys.argv[2] == "with":
    large_blocks.give_back(8 << 20)
print(resident() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only GNU's C library keeps what is freed")
def test_after_a_large_file_was_read_freed_blocks_do_not_stay(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * (8 << 20))

    def stays(how: str) -> int:
        command = [sys.executable, "-c", PROGRAM, str(path), how]
        return int(subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout)

    assert stays("with") < 16 << 20
    assert stays("without") > 30 << 20, "what this test is about no longer happens: the module can go"
