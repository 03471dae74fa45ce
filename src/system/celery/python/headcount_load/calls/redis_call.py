"""Commands to a Redis server with redis-py, one after the other. redis-py's connections carry one command at a time, so the
tasks of a process share a pool of them, or each opens one and closes it."""

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

    def send(client):
        for sent in range(call["commands"]):
            if sent % 2 == 0:
                client.set(_KEY, "x", px=_KEY_LIVES_MS)
            else:
                client.get(_KEY)

    def make_call():
        try:
            if pool is not None:
                send(redis.Redis(connection_pool=pool))
                return
            own = connections()
            try:
                send(redis.Redis(connection_pool=own))
            finally:
                own.disconnect()
        except redis.RedisError as error:
            raise CallFailure(f"{place}: {error}") from error

    return make_call


def _place(url):
    return url.rpartition("@")[2].partition("://")[2] or url.rpartition("@")[2]
