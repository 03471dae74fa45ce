// How late timers fire: what a sleep of a millisecond really takes. It is the floor of the generator's slip and of
// every task that waits.

import { monotonicNs } from '../../measure/index.ts';
import type { Check } from '../../result/index.ts';
import { judged, shown } from './check.ts';
import { percentile } from './percentile.ts';

const SLEEP_MS = 1;
const WARN_P99_MS = 5;
/** Above it the rules of measurement would refuse a phase for its slip. */
const BAD_P99_MS = 20;

/** Takes about two milliseconds a sleep. */
export async function checkTimers(sleeps: number): Promise<Check> {
  const late: number[] = [];
  for (let i = 0; i < sleeps; i++) {
    const beforeNs = monotonicNs();
    await new Promise((resolve) => setTimeout(resolve, SLEEP_MS));
    late.push(Math.max(0, (monotonicNs() - beforeNs) / 1e6 - SLEEP_MS));
  }
  const [p50Ms, p99Ms] = [percentile(late, 0.5), percentile(late, 0.99)];
  const maxMs = percentile(late, 1);
  return judged({
    check: 'timers',
    finding: `1 ms sleeps are late by p50 ${shown(p50Ms)}, p99 ${shown(p99Ms)}, at most ${shown(maxMs)}`,
    figures: { p50Ms, p99Ms, maxMs },
    rules: [
      {
        fails: (p99Ms ?? 0) > BAD_P99_MS,
        state: 'bad',
        nextStep: 'Stop what else runs here, or use another machine: no load can be sent on time.',
      },
      {
        fails: (p99Ms ?? 0) > WARN_P99_MS,
        state: 'warn',
        nextStep: 'Look at the other programs below; slip will be of that size.',
      },
    ],
  });
}
