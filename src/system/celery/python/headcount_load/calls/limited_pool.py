"""Connections that the tasks of a process share: at most so many, the one used last is used next."""

import threading
from collections import deque


class LimitedPool:
    def __init__(self, open_one, limit):
        self._open = open_one
        self._idle = deque()
        self._room = threading.Semaphore(limit)

    def use(self, work, timeout):
        """`work(connection)` answers whether the connection can be used again; one that raised cannot. Throws TimeoutError
        when none is free within `timeout` seconds."""
        if not self._room.acquire(timeout=timeout):
            raise TimeoutError("no connection was free in time")
        try:
            self._use(work)
        finally:
            self._room.release()

    def _use(self, work):
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._open()
        keep = False
        try:
            keep = work(connection)
        finally:
            if keep:
                self._idle.append(connection)
            else:
                connection.close()
