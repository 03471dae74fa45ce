// What most tests of this folder start from: a run with the plan and the verdicts that belong to it.

import assert from 'node:assert/strict';
import { planFromResult, questionOf, type Plan } from '../../src/capacity/index.ts';
import { evaluateThresholds, type ThresholdOutcome } from '../../src/gate/index.ts';
import type { RunResult } from '../../src/result/index.ts';

export type Rendered = readonly [RunResult, Plan, readonly ThresholdOutcome[]];

export function judged(result: RunResult): Rendered {
  return [result, planFromResult(result, questionOf(result)), evaluateThresholds(result)];
}

/** What people read of a page: neither style nor script. */
export const visible = (page: string): string => page.replace(/<(style|script)>[^]*?<\/\1>/g, '');

export function noBrokenFigure(page: string): void {
  const found = /.{0,80}(?:NaN|undefined|Infinity|∞).{0,40}/.exec(visible(page))?.[0];
  assert.equal(found, undefined);
}
