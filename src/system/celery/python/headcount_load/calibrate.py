"""Finds how many iterations of cpu_work one millisecond of an undisturbed core holds, and prints it as JSON. The way of
src/workload/bodies/calibrate.ts: short repetitions, the fastest is nearest to the truth. Takes about 210 ms."""

import json
from time import perf_counter

from .bodies import cpu_work

_WARM_UP_S = 0.06
_REPETITIONS = 100
_REPETITION_MS = 1.5
_FIRST_GUESS = 2000


def _time_ms(iterations):
    started = perf_counter()
    cpu_work(iterations)
    return max(1e-6, (perf_counter() - started) * 1000)


def _warm_rate():
    ends = perf_counter() + _WARM_UP_S
    rate = 0
    while perf_counter() < ends:
        rate = _FIRST_GUESS / _time_ms(_FIRST_GUESS)
    return rate


def calibrate():
    iterations = max(1, round(_warm_rate() * _REPETITION_MS))
    times = sorted(_time_ms(iterations) for _ in range(_REPETITIONS))
    fastest, median = times[0], times[_REPETITIONS // 2]
    return {"iterationsPerMs": iterations / fastest, "spreadRatio": median / fastest - 1}


if __name__ == "__main__":
    print(json.dumps(calibrate()))
