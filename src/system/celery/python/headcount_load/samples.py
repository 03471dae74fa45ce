"""Records of 48 bytes, little-endian, for the collector's Unix socket; src/measure/sample-codec.ts says what they mean.

Recording puts bytes on a queue; a real thread ships what has gathered within 10 ms, so no task waits for the socket.
Where processes are going to be killed on purpose each record is written at once, so that none dies with its process.
A process that was forked drops what it inherited and opens a stream of its own: a child must not write on its parent's.
"""

import atexit
import os
import struct
from _queue import Empty, SimpleQueue
from _socket import AF_UNIX, SOCK_STREAM, socket
from time import monotonic_ns

from . import realtime

_FLUSH_AFTER_S = 0.01
_CLOSE_WITHIN_S = 2
#: How often a process tells how many tasks it has done, busy or not.
_TELL_EVERY_S = 0.5

_WORKER = struct.Struct("<BBHI40x").pack
#: kind 1, failed, type index, process id, sequence number, intended, sent, started, finished
task_record = struct.Struct("<BBHI5d").pack
#: kind 3, 0, 0, process id, sequence number, reserved, settled
handling_record = struct.Struct("<BBHI3d16x").pack

#: kind 2, 0, 0, process id, no figures of an event loop, time, an interval of 0, thread 0, tasks so far
_tasks_record = struct.Struct("<BBHI16xd4xId").pack

KIND_TASK = 1
_KIND_LOOP = 2
KIND_HANDLING = 3
#: As kind 1, of an execution after which the task runs again.
KIND_ATTEMPT = 6
_KIND_WORKER = 5


class SampleStream:
    """`put` takes a record, from any thread or greenlet, and never waits."""

    def __init__(self, path, worker, at_once):
        self._path = path
        self._worker = worker
        self._at_once = at_once
        self._socket = None
        self._reset()
        os.register_at_fork(after_in_child=self._reset)
        atexit.register(self.close)

    def _reset(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        queue = SimpleQueue()
        self.pid = os.getpid()
        self.put = queue.put
        self._queue = queue
        self._shipped = SimpleQueue()
        self._tasks = _TasksTold()

    def open(self):
        """Connects this process, once; records made before are kept."""
        if self._socket is not None:
            return
        self._socket = socket(AF_UNIX, SOCK_STREAM)
        try:
            self._socket.connect(self._path)
            self._socket.sendall(_WORKER(_KIND_WORKER, 0, self._worker, self.pid))
        except OSError:
            # The run is over or broken, and says so itself; a worker must not die of it.
            self._socket = None
            self.put = lambda record: None
            return
        realtime.start_thread(_ship, (self._queue, self._socket, self._tasks, self._shipped))
        if self._at_once:
            self.put = self._write_at_once

    def close(self):
        """Ships what is left. Records made after this are dropped."""
        if self._socket is None:
            return
        self._queue.put(None)
        self.put = lambda record: None
        try:
            self._shipped.get(timeout=_CLOSE_WITHIN_S)
        except Exception:
            # Nobody reads any more.
            pass

    def _write_at_once(self, record):
        self._tasks.count((record,))
        try:
            self._socket.sendall(record)
        except OSError:
            self.put = lambda record: None


def _ship(queue, connection, tasks, shipped):
    """Until it meets None: what has gathered, and now and then how many tasks that were. The last word is the total."""
    try:
        connection.sendall(tasks.record())
        open_ = True
        while open_:
            records = _gathered(queue, tasks.due_in_s())
            open_ = None not in records
            real = [record for record in records if record is not None]
            tasks.count(real)
            if tasks.due_in_s() == 0 or not open_:
                real.append(tasks.record())
            connection.sendall(b"".join(real))
    except OSError:
        pass
    finally:
        shipped.put(None)


def _gathered(queue, within_s):
    """Empty when nothing comes within that time."""
    try:
        first = queue.get(timeout=within_s)
    except Empty:
        return []
    if first is not None:
        realtime.sleep(_FLUSH_AFTER_S)
    return [first, *(queue.get() for _ in range(queue.qsize()))]


class _TasksTold:
    """How many tasks this process has done, told now and then: memory growth is counted by task. Records that are written
    at once are counted by the threads that make them."""

    def __init__(self):
        self._lock = realtime.new_lock()
        self._tasks = 0
        self._told_ns = 0

    def count(self, records):
        done = sum(record[0] == KIND_TASK for record in records)
        with self._lock:
            self._tasks += done

    def due_in_s(self):
        return max(0, _TELL_EVERY_S - (monotonic_ns() - self._told_ns) / 1e9)

    def record(self):
        self._told_ns = monotonic_ns()
        return _tasks_record(_KIND_LOOP, 0, 0, os.getpid(), self._told_ns, 0, self._tasks)
