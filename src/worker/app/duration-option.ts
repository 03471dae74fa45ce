// Durations as people give them to the worker system: with a unit, or a plain number of seconds as Celery has it.

import { HeadcountError } from '../../errors/index.ts';
import { ms, parseDuration, type Milliseconds } from '../../units/index.ts';

/** `'10s'`, `'3m'`, or a number of seconds. */
export type Duration = string | number;

/** A duration given as an option. Throws BAD_OPTION. */
export function durationOption(option: string, given: Duration): Milliseconds {
  if (typeof given === 'number') return secondsOption(option, given);
  const parsed = parseDuration(given);
  if (parsed.ok) return parsed.value;
  throw new HeadcountError('BAD_OPTION', `${option} is "${given}"`, { hint: `Expected ${parsed.expected}.` });
}

function secondsOption(option: string, seconds: number): Milliseconds {
  if (seconds >= 0 && seconds !== Infinity) return ms(seconds * 1000);
  throw new HeadcountError('BAD_OPTION', `${option} is ${seconds}`, {
    hint: 'Give seconds, 0 or more, or a duration such as "10s".',
  });
}
