"""What must not turn green: under eventlet and gevent the names in `time` and `_thread` stand for their greenlets, and a
thread that ships samples has to be a real one. Celery patches before it imports an application, so the originals are
asked for."""

import _thread
import sys
import time


def _originals():
    gevent = sys.modules.get("gevent.monkey")
    if gevent is not None and gevent.is_module_patched("_thread"):
        return gevent.get_original("_thread", "start_new_thread"), gevent.get_original("time", "sleep")
    eventlet = sys.modules.get("eventlet.patcher")
    if eventlet is not None and eventlet.is_monkey_patched("thread"):
        return eventlet.original("threading")._start_new_thread, eventlet.original("time").sleep
    return _thread.start_new_thread, time.sleep


start_thread, sleep = _originals()
