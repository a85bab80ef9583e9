"""Arrays in memory that two processes share: one copies in, the other reads without a copy.

The memory has no name in any file system, so nothing is left behind however the processes end.
"""

import contextlib
import math
import mmap
import os
import sys
import tempfile
import threading
import weakref
from collections import deque
from typing import Any, Self

import numpy as np
import numpy.typing as npt

SIZE = 256 * 1024 * 1024
"""Room for arrays under way; the machine gives real memory only for what is touched."""

ALIGN = 4096
STEPS = 4
"""Sizes of places between a size and its double: few, so that a place fits many arrays."""


class SharedMemory:
    """An area that this process and one that it starts can map."""

    def __init__(self, name: str, size: int = SIZE) -> None:
        self.size = size
        if sys.platform == "win32":
            self.handle = f"kinesics-{os.getpid()}-{id(self):x}-{name}"
            self.memory = mmap.mmap(-1, size, tagname=self.handle)
            self.descriptor = -1
        else:
            self.descriptor = _nameless_file(name)
            os.ftruncate(self.descriptor, size)
            self.memory = mmap.mmap(self.descriptor, size)
            self.handle = str(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it; arrays that still live keep their memory."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1
        with contextlib.suppress(BufferError):
            self.memory.close()


def attach(handle: str, size: int = SIZE) -> mmap.mmap:
    """Map the area that the process which started this one calls `handle`."""
    if sys.platform == "win32":
        return mmap.mmap(-1, size, tagname=handle)
    memory = mmap.mmap(int(handle), size)
    os.close(int(handle))
    return memory


def _nameless_file(name: str) -> int:
    if sys.platform == "linux":
        return os.memfd_create(f"kinesics-{name}")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


class ArrayWriter:
    """Copies arrays into shared memory; a place is used again once the reader gave it back."""

    def __init__(self, memory: mmap.mmap) -> None:
        self._bytes = np.frombuffer(memory, np.uint8)
        self._end = 0
        self._taken = 0
        self._sizes: dict[int, int] = {}
        self._free: dict[int, list[int]] = {}
        self._lock = threading.Lock()

    def place(self, array: npt.NDArray[Any]) -> int | None:
        """Copy `array` in and return its offset; None if there is no room left."""
        size = _place_size(array.nbytes)
        with self._lock:
            free = self._free.get(size)
            if free:
                offset = free.pop()
                self._taken += 1
            elif self._end + size <= len(self._bytes):
                offset, self._end = self._end, self._end + size
                self._sizes[offset] = size
                self._taken += 1
            else:
                return None
        target = self._bytes[offset : offset + array.nbytes]
        np.copyto(target.view(array.dtype).reshape(array.shape), array)
        return offset

    def free(self, offsets: list[int]) -> None:
        """Take back places that the reader needs no more."""
        with self._lock:
            for offset in offsets:
                self._free.setdefault(self._sizes[offset], []).append(offset)
            self._taken -= len(offsets)
            if not self._taken:
                # All is free: the places may be cut anew, to other sizes.
                self._end = 0
                self._sizes.clear()
                self._free.clear()

    def close(self) -> None:
        """Let go of the memory; nothing may be placed any more."""
        self._bytes = np.empty(0, np.uint8)


def _place_size(count: int) -> int:
    """The size of place for so many bytes."""
    step = max(ALIGN, 2 ** max(0, count - 1).bit_length() // (2 * STEPS))
    return max(1, -(-count // step)) * step


class ArrayReader:
    """Hands out read-only views, and knows which of them nobody holds any more."""

    def __init__(self, memory: mmap.mmap) -> None:
        self._view = memoryview(memory).toreadonly()
        self._views: dict[int, tuple[weakref.ref[npt.NDArray[Any]], int]] = {}
        self._freed: deque[int] = deque()

    def view(self, offset: int, dtype: str, shape: tuple[int, ...]) -> npt.NDArray[Any]:
        """The array at `offset`, without a copy."""
        # numpy's own prod takes 90 us where its code is cold, as it is between two frames.
        array = np.frombuffer(self._view, dtype, math.prod(shape), offset)
        # Every view of a view keeps this one alive, so its end is the end of all of them.
        view = weakref.ref(array, self._gone)
        self._views[id(view)] = view, offset
        return array.reshape(shape)

    def take_freed(self) -> list[int]:
        """Places that were read and let go since the last call."""
        freed: list[int] = []
        while self._freed:
            freed.append(self._freed.popleft())
        return freed

    def close(self) -> None:
        """Let go of the memory; arrays that still live keep it."""
        with contextlib.suppress(BufferError):
            self._view.release()

    def _gone(self, view: weakref.ref[npt.NDArray[Any]]) -> None:
        """May come in the middle of anything, on any thread: takes no lock."""
        _, offset = self._views.pop(id(view))
        self._freed.append(offset)
