// A plan as text: names, ids and reasons of a result cannot steer the terminal.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planFromResult, questionOf } from '../../src/capacity/index.ts';
import { renderPlanText } from '../../src/report/index.ts';
import type { RunResult } from '../../src/result/index.ts';
import { buildRunResult } from '../fixtures/run-result.ts';

const ESCAPE = '\u001b';

const hostile = (result: RunResult): RunResult => ({
  ...result,
  scenario: { ...result.scenario, name: `${ESCAPE}[2J` },
  environment: { ...result.environment, hostname: `${ESCAPE}[H`, cpuModel: ESCAPE },
  cells: result.cells.map((cell) => ({
    ...cell,
    fleet: cell.fleet.map((group) => ({ ...group, pool: `${ESCAPE}[31m${group.pool}` })),
  })),
  trials: result.trials.map((trial, i) =>
    i === 0
      ? {
          ...trial,
          state: 'failed' as const,
          phases: [],
          capacityPerSec: null,
          failure: { code: 'WORKER_DIED', message: `${ESCAPE}]0;title\u0007\nsecond line`, lastLines: [] },
        }
      : trial,
  ),
});

const textOf = (result: RunResult): string => renderPlanText(planFromResult(result, questionOf(result)));

describe('the text of a plan', () => {
  it('holds no control character, whatever the result says', () => {
    const fleet = textOf(hostile(buildRunResult()));
    assert.match(fleet, /\?\[31mprefork/);
    assert.match(fleet, /title\? second line/);
    assert.doesNotMatch(fleet.replaceAll('\n', ''), /\p{Cc}/u);
  });

  it('holds none either where no setting can be sized', () => {
    const base = hostile(buildRunResult());
    const text = textOf({ ...base, trials: base.trials.slice(0, 1) });
    assert.match(text, /^No plan/m);
    assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
  });
});
