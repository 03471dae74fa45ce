"""What must not turn green: under eventlet and gevent the names in `time` and `_thread` stand for their greenlets, and a
thread that ships samples has to be a real one, as must a lock between it and others. Celery patches before it imports an application, so the originals are
asked for."""

import _thread
import sys
import time


def _originals():
    gevent = sys.modules.get("gevent.monkey")
    if gevent is not None and gevent.is_module_patched("_thread"):
        start, lock = gevent.get_original("_thread", ["start_new_thread", "allocate_lock"])
        return start, lock, gevent.get_original("time", "sleep")
    eventlet = sys.modules.get("eventlet.patcher")
    if eventlet is not None and eventlet.is_monkey_patched("thread"):
        thread = eventlet.original("_thread")
        return thread.start_new_thread, thread.allocate_lock, eventlet.original("time").sleep
    return _thread.start_new_thread, _thread.allocate_lock, time.sleep


start_thread, new_lock, sleep = _originals()
