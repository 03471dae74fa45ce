"""Commands to a Redis server with redis-py, one after the other. redis-py's connections carry one command at a time, so the
tasks of a process share a pool of them, or each opens one and closes it. All commands together have the call's time."""

import time

import redis

from ..failure import CallFailure

_KEY = "headcount.load.value"
_KEY_LIVES_MS = 60_000


def redis_caller(call):
    timeout = call["timeoutMs"] / 1000
    options = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
    place = f"redis at {_place(call['url'])}"

    def connections():
        return redis.ConnectionPool.from_url(call["url"], **options)

    pool = connections() if call["client"] == "pooled" else None

    def send(connections, ends):
        client = redis.Redis(connection_pool=connections, single_connection_client=True)
        try:
            for sent in range(call["commands"]):
                _limit(client.connection, ends)
                if sent % 2 == 0:
                    client.set(_KEY, "x", px=_KEY_LIVES_MS)
                else:
                    client.get(_KEY)
        finally:
            client.close()

    def make_call():
        ends = time.monotonic() + timeout
        try:
            if pool is not None:
                send(pool, ends)
                return
            own = connections()
            try:
                send(own, ends)
            finally:
                own.disconnect()
        except redis.RedisError as error:
            raise CallFailure(f"{place}: {error}") from error

    return make_call


def _limit(connection, ends):
    left = ends - time.monotonic()
    if left <= 0:
        raise redis.TimeoutError("not done in time")
    # The first is for when it has to connect again; redis-py has no other way to the second.
    connection.socket_timeout = left
    if connection._sock is not None:
        connection._sock.settimeout(left)


def _place(url):
    return url.rpartition("@")[2].partition("://")[2] or url.rpartition("@")[2]
