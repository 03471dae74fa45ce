// Waits as an I/O task does: on a timer, with the CPU free for others, and never shorter than asked.
//
// Node's timers count whole milliseconds on a clock the event loop reads once a turn: a timer fires on a
// millisecond boundary, up to 1 ms early or, on an idle loop, about 1 ms late. So the wait sleeps again for what is left;
// it ends at the first boundary after the asked time: 0 to 1.1 ms over, about 0.6 ms on average. A wait shorter
// than 1 ms has no timer; it polls once a turn of the event loop instead. That is exact to some microseconds and lets
// every other task run, but an otherwise idle core is kept busy meanwhile.

import { performance } from 'node:perf_hooks';
import type { Milliseconds } from '../../units/index.ts';

/** The longest delay a Node timer can hold; longer waits take several. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Resolves once at least `durationMs` have passed on the monotonic clock. */
export async function ioWait(durationMs: Milliseconds): Promise<void> {
  const endMs = performance.now() + durationMs;
  if (durationMs < 1) {
    while (performance.now() < endMs) await nextTurn();
    return;
  }
  for (let leftMs: number = durationMs; leftMs > 0; leftMs = endMs - performance.now()) {
    await timer(Math.min(MAX_TIMER_MS, Math.max(1, Math.floor(leftMs))));
  }
}

function timer(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
