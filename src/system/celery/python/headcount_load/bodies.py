"""The bodies that need nothing but their process, with the meaning they have in src/workload/bodies."""

import time

_FILL = b"\xa5"
_PIECE_BYTES = 64 * 1024 * 1024

_leaked = []
_state = 1


def cpu_work(iterations):
    """Fixed work, counted and not timed: each step needs the one before, and no memory is touched."""
    global _state
    state = _state
    for _ in range(iterations):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
    _state = state


def io_wait(wait_ms):
    """Waits without the CPU and never shorter than asked: a green timer counts from when its loop last looked at the clock.
    `time.sleep` is looked up here and now, because eventlet and gevent replace it."""
    ends = time.monotonic() + wait_ms / 1000
    left = wait_ms / 1000
    while left > 0:
        time.sleep(left)
        left = ends - time.monotonic()


def _touched(size):
    return [_FILL * min(_PIECE_BYTES, size - start) for start in range(0, size, _PIECE_BYTES)]


def _noop(amount, wait_ms, allocate, leak):
    pass


def _io(amount, wait_ms, allocate, leak):
    io_wait(amount)


def _cpu(amount, wait_ms, allocate, leak):
    cpu_work(amount)


def _mixed(amount, wait_ms, allocate, leak):
    cpu_work(amount)
    io_wait(wait_ms)


def _memory(amount, wait_ms, allocate, leak):
    _leaked.extend(_touched(leak))
    held = _touched(allocate - leak)
    io_wait(amount)
    del held


LOCAL_BODIES = {"noop": _noop, "io": _io, "cpu": _cpu, "mixed": _mixed, "memory": _memory}
