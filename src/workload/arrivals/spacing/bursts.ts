// Bursts: a Poisson process whose rate is switched between two levels at random times (MMPP with two states). The
// states last exponential times; the first is drawn as it would be found at a random moment, so the mean rate is the
// curve's from the start.

import { HeadcountError } from '../../../errors/index.ts';
import type { Random } from '../../../stats/index.ts';
import type { Spacing } from '../contract.ts';
import type { CumulatedRate } from '../rate/cumulated-rate.ts';

type Bursts = Extract<Spacing, { spacing: 'bursts' }>;

/** The factor between bursts that keeps the mean, from shares: on × factor + off × quiet = 1. */
export function quietFactor({ onMs, offMs, factor }: Bursts): number {
  return (onMs + offMs - onMs * factor) / offMs;
}

/** The largest factor that the mean allows: nothing comes between bursts. */
export function largestFactor(onMs: number, offMs: number): number {
  return (onMs + offMs) / onMs;
}

export function burstTimes(
  rate: CumulatedRate,
  bursts: Bursts,
  spanSec: number,
  random: Random,
): () => number {
  const { onMs, offMs, factor } = bursts;
  // A largest factor that was computed may lie a rounding error above what is left.
  const quiet = Math.max(0, quietFactor(bursts));
  if (!(onMs > 0 && offMs > 0 && factor >= 1) || quietFactor(bursts) < -1e-9)
    throw new HeadcountError('BAD_OPTION', `bursts of ${factor} times the rate cannot keep the mean rate`);
  const states = random.stream('states');
  const wholeCount = rate.countAt(spanSec);
  let isOn = states.next() < onMs / (onMs + offMs);
  let endSec = 0;
  let count = 0;
  let endCount = 0;
  const prolong = (): void => {
    endSec += (states.exponential() * (isOn ? onMs : offMs)) / 1000;
    endCount = rate.countAt(endSec);
  };
  prolong();
  return () => {
    let need = random.exponential();
    while (count < wholeCount) {
      const level = isOn ? factor : quiet;
      const room = (endCount - count) * level;
      if (need <= room) return rate.timeAt((count += need / level));
      need -= room;
      count = endCount;
      isOn = !isOn;
      prolong();
    }
    return Infinity;
  };
}
