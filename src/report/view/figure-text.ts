// A figure in words, in the unit it is measured in: the one place where report and gate write numbers of a result.

import { assertNever } from '../../errors/index.ts';
import type { Limit } from '../../gate/index.ts';
import {
  bytes,
  formatDuration,
  formatNumber,
  formatRate,
  formatRatio,
  formatSize,
  ms,
  perSecond,
  ratio,
} from '../../units/index.ts';

export type FigureUnit = Limit['unit'];

/** "84.2 ms", "1,024/s", "0.5 %", "64 MiB", "12". */
export function figureText(unit: FigureUnit, value: number): string {
  switch (unit) {
    case 'ms':
      return formatDuration(ms(value));
    case 'per-second':
      return formatRate(perSecond(value));
    case 'bytes':
      return formatSize(bytes(value));
    case 'ratio':
      return formatRatio(ratio(value));
    case 'tasks':
      return formatNumber(value);
    default:
      return assertNever(unit);
  }
}

/** "411 to 430" after "420/s", "980 µs to 1.2 ms" after "1.1 ms": the unit is repeated only where it is another. */
export function rangeText(unit: FigureUnit, value: number, low: number, high: number): string {
  const middle = inParts(unit, value);
  const from = inParts(unit, low);
  const to = inParts(unit, high);
  // Zero is written in one unit whatever the others are.
  const even = to.name === middle.name && (from.name === middle.name || low === 0);
  return even ? `${from.number} to ${to.number}` : `${from.text} to ${to.text}`;
}

function inParts(unit: FigureUnit, value: number) {
  const text = figureText(unit, value);
  const number = /^[\d.,]*/.exec(text)?.[0] ?? '';
  return { text, number, name: text.slice(number.length) };
}

/** "420/s (411 to 430)"; without the interval where there is none. */
export function intervalText(
  unit: FigureUnit,
  { value, low, high }: { readonly value: number; readonly low: number | null; readonly high: number | null },
): string {
  const text = figureText(unit, value);
  return low === null || high === null ? text : `${text} (${rangeText(unit, value, low, high)})`;
}
