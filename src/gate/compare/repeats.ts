// How many repeats on each side would settle what these cannot, at the noise seen so far.

import { moments, repeatsNeeded, studentQuantile } from '../../stats/index.ts';
import { ALPHA, type Effect, type Floor } from './effect.ts';

/** More than this is not worth asking for: the change is as good as the floor itself, or the machine too noisy. */
const MOST = 100;

/**
 * The least number of repeats a side, above the present one, at which the interval would clear the nearer end of
 * the floor and, for a change beyond it, the test would pass Holm's correction over `tests`. Null beyond 100.
 */
export function repeatsToDecide(effect: Effect, floor: Floor, tests: number): number | null {
  const present = Math.min(effect.base.length, effect.candidate.length);
  const sd = pooledLogSd(effect);
  const beyond = effect.worsening > floor.worse || effect.worsening < -floor.better;
  const gap = Math.min(Math.abs(floor.worse - effect.worsening), Math.abs(floor.better + effect.worsening));
  const level = ALPHA / tests;
  const least = repeatsNeeded(beyond ? level : ALPHA);
  for (let repeats = Math.max(present + 1, least); repeats <= MOST; repeats++) {
    const error = sd * Math.sqrt(2 / repeats);
    const degrees = 2 * repeats - 2;
    const clears = studentQuantile(1 - ALPHA / 2, degrees) * error < gap;
    const significant =
      !beyond || studentQuantile(1 - level / 2, degrees) * error < Math.abs(effect.worsening);
    if (clears && significant) return repeats;
  }
  return null;
}

/** Standard deviation of the logarithms within the two sides; 0 with one value each. */
function pooledLogSd({ base, candidate }: Effect): number {
  let squares = 0;
  let degrees = 0;
  for (const side of [base, candidate]) {
    const figures = moments(side.map(Math.log));
    if (figures.kind === 'too-few') continue;
    squares += figures.variance * (figures.count - 1);
    degrees += figures.count - 1;
  }
  return degrees === 0 ? 0 : Math.sqrt(squares / degrees);
}
