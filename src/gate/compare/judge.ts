// From an effect to a verdict. Both are asked for: unlikely by chance (after Holm's correction over every test of
// the comparison) and, by its interval, beyond the floor. What the data cannot settle is undecided.

import { placeInMargin, repeatsNeeded } from '../../stats/index.ts';
import { ALPHA, type Effect, type Floor } from './effect.ts';
import { repeatsToDecide } from './repeats.ts';

export type Verdict =
  /** Worse beyond the floor. */
  | { readonly verdict: 'regressed' }
  /** Better beyond the floor. */
  | { readonly verdict: 'improved' }
  /** The whole interval lies within the floor. */
  | { readonly verdict: 'equivalent' }
  /** The interval leaves out every change for the worse beyond the floor, not every one for the better. */
  | { readonly verdict: 'not-worse' }
  | {
      readonly verdict: 'undecided';
      readonly reason: string;
      /** Repeats on each side that would settle it at the noise seen; null when more than 100 or unknown. */
      readonly repeatsNeeded: number | null;
    };

/** `tests` is how many tests the correction was over. */
export function judgeEffect(effect: Effect, floor: Floor, adjustedP: number, tests: number): Verdict {
  const interval = effect.worseningInterval;
  if (interval === null) return tooFewRepeats(effect, floor, tests);
  const place = placeInMargin(interval, -floor.better, floor.worse);
  const significant = adjustedP <= ALPHA;
  if (place === 'inside') return { verdict: 'equivalent' };
  if (place === 'above' && significant) return { verdict: 'regressed' };
  if (place === 'below' && significant) return { verdict: 'improved' };
  if (interval.high < floor.worse) return { verdict: 'not-worse' };
  const reason = place === 'above' ? 'unproven' : 'across';
  return undecidedFor(reason, effect, floor, adjustedP, tests);
}

function tooFewRepeats(effect: Effect, floor: Floor, tests: number): Verdict {
  const [one, all] = [repeatsNeeded(ALPHA), repeatsNeeded(ALPHA / tests)];
  const sides = `${effect.base.length} + ${effect.candidate.length} repeats`;
  const corrected = all === one ? '' : `, ${all} + ${all} after Holm over ${tests} tests`;
  return {
    verdict: 'undecided',
    reason: `${sides} cannot reach p <= ${ALPHA.toFixed(2)}; ${one} + ${one} can${corrected}`,
    repeatsNeeded: repeatsToDecide(effect, floor, tests),
  };
}

function undecidedFor(
  why: 'unproven' | 'across',
  effect: Effect,
  floor: Floor,
  adjustedP: number,
  tests: number,
): Verdict {
  const needed = repeatsToDecide(effect, floor, tests);
  const more =
    needed === null ? 'over 100 repeats would be needed' : `about ${needed} + ${needed} repeats would tell`;
  const found =
    why === 'unproven'
      ? `worse beyond the floor, but p is ${adjustedP.toPrecision(2)} after Holm over ${tests} tests`
      : 'the interval crosses the floor';
  return { verdict: 'undecided', reason: `${found}; ${more}`, repeatsNeeded: needed };
}
