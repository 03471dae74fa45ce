// One check of a phase against a law that holds for any system: a figure as measured, and as the others say it must be.

import type { SelfCheck } from '../../result/index.ts';
import { formatNumber } from '../../units/index.ts';

/** This many tolerances apart, the figures themselves are wrong. */
const WRONG = 3;

export interface Comparison {
  readonly name: SelfCheck['name'];
  readonly measured: number;
  readonly expected: number;
  readonly tolerance: number;
  /** What the two figures are: "busy slots", "throughput x service". */
  readonly what: readonly [measured: string, expected: string];
}

export function compare({ name, measured, expected, tolerance, what }: Comparison): SelfCheck {
  const apart = Math.abs(measured - expected);
  const ok = apart <= tolerance;
  const said = `${what[0]} ${formatNumber(measured)}, ${what[1]} ${formatNumber(expected)}, tolerance ${formatNumber(tolerance)}`;
  return { name, said, measured, expected, tolerance, ok, refuses: apart > WRONG * tolerance };
}
