// What arrivals amount to: rates once the capacity is known, the mean over a phase, and the kind in a word.

import { assertNever } from '../../errors/index.ts';
import { perSecond, type PerSecond } from '../../units/index.ts';
import type { ArrivalLaw, ArrivalPlan, LoadStream, RateCurve } from './contract.ts';
import { cumulatedRate } from './rate/rate-curve.ts';
import { batchOfTask, meanBatch } from './spacing/batch-size.ts';

/** The stream with every share of a capacity turned into a rate. */
export function resolveRates(stream: LoadStream, capacityPerSec: PerSecond): LoadStream {
  const { plan } = stream;
  if (plan.arrivals !== 'rate' || plan.unit === 'per-second') return stream;
  return { ...stream, plan: { ...plan, unit: 'per-second', curve: scaled(plan.curve, capacityPerSec) } };
}

/** Whether a rate of the stream is a share of a capacity. */
export function needsCapacity({ plan }: LoadStream): boolean {
  return plan.arrivals === 'rate' && plan.unit === 'of-capacity';
}

/** One stream at one rate in the simplest form. */
export function flatStream(
  ratePerSec: PerSecond,
  spacing: 'constant' | 'poisson',
  tasks: readonly number[],
): LoadStream {
  const curve = { curve: 'flat', rate: ratePerSec } as const;
  return { plan: { arrivals: 'rate', unit: 'per-second', curve, spacing: { spacing } }, tasks };
}

/** Mean rate of all streams over a phase of this length; rates must be resolved. */
export function meanRate(streams: readonly LoadStream[], spanSec: number): PerSecond {
  return perSecond(streams.reduce((sum, { plan }) => sum + expectedTasks(plan, spanSec), 0) / spanSec);
}

function expectedTasks(plan: ArrivalPlan, spanSec: number): number {
  switch (plan.arrivals) {
    case 'rate':
      return cumulatedRate(plan.curve).countAt(spanSec);
    case 'cron':
      return meanBatch(plan.size) * Math.ceil((spanSec * 1000) / plan.everyMs);
    case 'replay':
      return plan.entriesDue * plan.copies;
    default:
      return assertNever(plan);
  }
}

/** Mean size of the batch that a task of a phase comes in, itself included; 1 where tasks come alone. */
export function meanBatchOfTask(streams: readonly LoadStream[], spanSec: number): number {
  const parts = streams.map(({ plan }) => ({ tasks: expectedTasks(plan, spanSec), batch: ownBatch(plan) }));
  const tasks = parts.reduce((sum, part) => sum + part.tasks, 0);
  return tasks === 0 ? 1 : parts.reduce((sum, part) => sum + part.tasks * part.batch, 0) / tasks;
}

function ownBatch(plan: ArrivalPlan): number {
  if (plan.arrivals === 'cron') return batchOfTask(plan.size);
  if (plan.arrivals === 'replay' || plan.spacing.spacing !== 'batches') return 1;
  return batchOfTask(plan.spacing.size);
}

/** The kind of arrivals of a phase with these streams. */
export function arrivalLaw(streams: readonly LoadStream[]): ArrivalLaw {
  const [stream, ...others] = streams;
  if (stream === undefined || others.length > 0) return 'mixed';
  const { plan } = stream;
  if (plan.arrivals !== 'rate') return plan.arrivals;
  return plan.curve.curve === 'flat' ? plan.spacing.spacing : 'varying';
}

function scaled(curve: RateCurve, factor: number): RateCurve {
  switch (curve.curve) {
    case 'flat':
      return { ...curve, rate: curve.rate * factor };
    case 'ramp':
    case 'spike':
      return { ...curve, from: curve.from * factor, to: curve.to * factor };
    case 'steps':
      return { ...curve, rates: curve.rates.map((rate) => rate * factor) };
    case 'sine':
      return { ...curve, mean: curve.mean * factor, amplitude: curve.amplitude * factor };
    default:
      return assertNever(curve);
  }
}
