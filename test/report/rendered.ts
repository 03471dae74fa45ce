// What most tests of this folder start from: a run with the plan and the verdicts that belong to it.

import { planFromResult, questionOf, type Plan } from '../../src/capacity/index.ts';
import { evaluateThresholds, type ThresholdOutcome } from '../../src/gate/index.ts';
import type { RunResult } from '../../src/result/index.ts';

export type Rendered = readonly [RunResult, Plan, readonly ThresholdOutcome[]];

export function judged(result: RunResult): Rendered {
  return [result, planFromResult(result, questionOf(result)), evaluateThresholds(result)];
}
