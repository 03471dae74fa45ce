// How far two figures are apart, with an interval from the repeats: their ratio, worked out on logarithms; where one of
// them is 0 in some repeat (tasks lost, say) their difference. Paired by repeat where both sides have the same repeats: a
// repeat visits all settings one after the other, so what the machine did then is in both.

import { sum, tInterval, welchInterval, type Interval, type TooFew } from '../../stats/index.ts';

const CONFIDENCE = 0.95;

/** One value a repeat, by the number of the repeat. */
export type Values = ReadonlyMap<number, number>;

export interface Contrast {
  /** ratio: left / right. difference: left - factor x right, in the unit of the figures. */
  readonly scale: 'ratio' | 'difference';
  readonly value: number;
  /** The 95 % interval; null with fewer than two repeats on a side. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly paired: boolean;
}

/** Each side has at least one value. */
export function contrast(left: Values, right: Values, factor: number): Contrast {
  const positive = [...left.values(), ...right.values()].every((value) => value > 0);
  const onScale = (values: Values, times: number): readonly number[] =>
    inOrder(values).map((value) => (positive ? Math.log(value) : times * value));
  const [ours, theirs] = [onScale(left, 1), onScale(right, factor)];
  const paired = samePlaces(left, right);
  const found = interval(ours, theirs, paired);
  const back = positive ? Math.exp : (value: number): number => value;
  return {
    scale: positive ? 'ratio' : 'difference',
    value: back(mean(ours) - mean(theirs)),
    interval: found.kind === 'interval' ? { low: back(found.low), high: back(found.high) } : null,
    paired,
  };
}

function interval(ours: readonly number[], theirs: readonly number[], paired: boolean): Interval | TooFew {
  if (!paired) return welchInterval(ours, theirs, CONFIDENCE);
  return tInterval(
    ours.map((value, index) => value - (theirs[index] ?? value)),
    CONFIDENCE,
  );
}

function inOrder(values: Values): readonly number[] {
  return [...values].toSorted(([a], [b]) => a - b).map(([, value]) => value);
}

function samePlaces(left: Values, right: Values): boolean {
  return left.size === right.size && [...left.keys()].every((repeat) => right.has(repeat));
}

const mean = (values: readonly number[]): number => sum(values) / values.length;
