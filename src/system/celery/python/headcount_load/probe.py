"""Says what this interpreter has, as JSON: Celery and redis-py, without which it ends with Python's own error, and what
some pools and tasks need."""

import json
import platform
import sys
from importlib import import_module


def _version(name):
    try:
        module = import_module(name)
    except ImportError:
        return None
    return str(getattr(module, "__version__", "unknown")).split(" ")[0]


def probe():
    import celery
    import redis

    # Celery imports its parts when they are first asked for: this is what a worker asks for.
    import celery.bin.worker

    return {
        "executable": sys.executable,
        "python": platform.python_version(),
        "celery": celery.__version__,
        "redis": redis.__version__,
        "kombu": _version("kombu"),
        "gevent": _version("gevent"),
        "eventlet": _version("eventlet"),
        "psycopg2": _version("psycopg2"),
    }


if __name__ == "__main__":
    print(json.dumps(probe()))
