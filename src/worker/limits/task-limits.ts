// The limits of one task type, as its options give them.

import { HeadcountError } from '../../errors/index.ts';
import { durationOption } from '../app/duration-option.ts';
import type { TaskOptions } from '../app/options.ts';
import type { TaskDefinition } from '../app/registry.ts';
import { parseRateLimit } from './rate.ts';

type Limits = Pick<TaskDefinition, 'softLimitMs' | 'hardLimitMs' | 'ratePerSec' | 'maxLosses'>;

const DEFAULT_MAX_DELIVERIES = 3;

/** Throws BAD_OPTION. */
export function decideLimits(options: TaskOptions): Limits {
  const limits = {
    softLimitMs: limitOption('soft time limit', options.softTimeLimit),
    hardLimitMs: limitOption('time limit', options.timeLimit),
  };
  refuseLateSoftLimit(limits);
  return { ...limits, ratePerSec: parseRateLimit(options.rateLimit), maxLosses: maxLosses(options) };
}

/** undefined and 0 mean no limit. */
export function limitOption(option: string, given: string | number | undefined): number | undefined {
  if (given === undefined) return undefined;
  const limitMs = durationOption(option, given);
  return limitMs === 0 ? undefined : limitMs;
}

/** A soft limit that comes no earlier than the hard one would never be heard. */
export function refuseLateSoftLimit(limits: Pick<Limits, 'softLimitMs' | 'hardLimitMs'>): void {
  const { softLimitMs, hardLimitMs } = limits;
  if (softLimitMs === undefined || hardLimitMs === undefined || softLimitMs < hardLimitMs) return;
  throw new HeadcountError(
    'BAD_OPTION',
    `a soft time limit of ${softLimitMs / 1000}s with a time limit of ${hardLimitMs / 1000}s`,
    { hint: 'The soft limit must be the shorter one.' },
  );
}

function maxLosses(options: TaskOptions): number {
  const deliveries = options.maxDeliveries ?? DEFAULT_MAX_DELIVERIES;
  if (!Number.isSafeInteger(deliveries) || deliveries < 1) {
    throw new HeadcountError('BAD_OPTION', `max deliveries is ${deliveries}`, {
      hint: 'Give a whole number, 1 or more.',
    });
  }
  return options.rejectOnWorkerLost === false ? 0 : deliveries - 1;
}
