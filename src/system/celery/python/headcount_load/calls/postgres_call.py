"""A statement to a PostgreSQL server with psycopg2: on a connection that is kept, or on a new one each time. The C library
would hold up all greenlets of a process; under eventlet and gevent it is told to wait as they do."""

import select
import sys

import psycopg2
from psycopg2 import extensions

from ..failure import CallFailure
from .limited_pool import LimitedPool


def postgres_caller(call):
    _turn_green()
    timeout_ms = call["timeoutMs"]
    place = f"postgres at {call['url'].rpartition('@')[2]}"

    def connect():
        connection = psycopg2.connect(
            call["url"],
            connect_timeout=max(2, -(-timeout_ms // 1000)),
            options=f"-c statement_timeout={max(1, int(timeout_ms))}",
        )
        connection.autocommit = True
        return connection

    def query(connection):
        with connection.cursor() as cursor:
            cursor.execute(call["query"])
            if cursor.description is not None:
                cursor.fetchall()
        return connection.closed == 0

    pool = LimitedPool(connect, call["connections"]) if call["client"] == "pooled" else None

    def make_call():
        try:
            if pool is not None:
                pool.use(query, timeout_ms / 1000)
                return
            connection = connect()
            try:
                query(connection)
            finally:
                connection.close()
        except (psycopg2.Error, TimeoutError) as error:
            raise CallFailure(f"{place}: {str(error).strip()}") from error

    return make_call


def _turn_green():
    gevent = sys.modules.get("gevent.monkey")
    eventlet = sys.modules.get("eventlet.patcher")
    patched = (gevent is not None and gevent.is_module_patched("select")) or (
        eventlet is not None and eventlet.is_monkey_patched("select")
    )
    if patched:
        extensions.set_wait_callback(_wait)


def _wait(connection):
    # The patched select lets other greenlets run.
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        reads = [connection.fileno()] if state == extensions.POLL_READ else []
        writes = [connection.fileno()] if state == extensions.POLL_WRITE else []
        select.select(reads, writes, [])
