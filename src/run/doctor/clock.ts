// Whether the one clock can be trusted: its grain, whether it ever runs backwards, and how far the wall clock moves
// against it.

import { monotonicNs } from '../../measure/index.ts';
import type { Check } from '../../result/index.ts';
import { formatDuration, ms } from '../../units/index.ts';
import { judged } from './check.ts';

const READINGS = 50_000;
const WARN_GRAIN_NS = 10_000;
/** The wall clock counts whole milliseconds. */
const WARN_DRIFT_MS = 5;

export interface ClockPair {
  readonly wallMs: number;
  readonly monotonicNs: number;
}

export function readClocks(): ClockPair {
  return { wallMs: Date.now(), monotonicNs: monotonicNs() };
}

/** `before` and `after`: both clocks around a stretch of time. */
export function checkClock(before: ClockPair, after: ClockPair): Check {
  const { grainNs, stepsBack } = readGrain();
  const driftMs = after.wallMs - before.wallMs - (after.monotonicNs - before.monotonicNs) / 1e6;
  const back = stepsBack === 0 ? 'never runs back' : `ran back ${stepsBack} times`;
  const spanMs = (after.monotonicNs - before.monotonicNs) / 1e6;
  return judged({
    check: 'clock',
    finding:
      `grain ${formatDuration(ms(grainNs / 1e6))}, ${back}; the wall clock moved ` +
      `${formatDuration(ms(Math.abs(driftMs)))} against it in ${formatDuration(ms(spanMs))}`,
    figures: { grainNs, stepsBack, driftMs, spanMs },
    rules: [
      {
        fails: stepsBack > 0,
        state: 'bad',
        nextStep: 'Use another clock source (/sys/devices/system/clocksource) or another machine.',
      },
      {
        fails: grainNs > WARN_GRAIN_NS,
        state: 'warn',
        nextStep: 'Do not measure tasks shorter than a thousand grains.',
      },
      {
        fails: Math.abs(driftMs) > WARN_DRIFT_MS,
        state: 'warn',
        nextStep: 'Somebody sets the wall clock; durations do not use it, dates in reports may be off.',
      },
    ],
  });
}

function readGrain(): { readonly grainNs: number; readonly stepsBack: number } {
  let grainNs = Infinity;
  let stepsBack = 0;
  let lastNs = monotonicNs();
  for (let i = 0; i < READINGS; i++) {
    const nowNs = monotonicNs();
    if (nowNs < lastNs) stepsBack++;
    else if (nowNs > lastNs) grainNs = Math.min(grainNs, nowNs - lastNs);
    lastNs = nowNs;
  }
  return { grainNs, stepsBack };
}
