// What a trial found, in the line that stays when it has ended.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trialFigures } from '../../src/cli/progress.ts';
import { buildClosedRun, PEERS } from '../fixtures/closed-run.ts';
import { buildRunResult } from '../fixtures/run-result.ts';

const [closed] = buildClosedRun({ ...PEERS, repeats: 1, spreadRatio: 0 }).trials;
const [open] = buildRunResult().trials;

describe('the line of a trial that ended', () => {
  it('has the throughput of each closed loop', () => {
    assert.ok(closed);
    const figures =
      '2000 outstanding, nothing: 19,600/s; 500 outstanding, compute: 314/s; 500 outstanding, call-api: 478/s';
    assert.equal(trialFigures(closed), figures);
    const refusals = [{ code: 'never-steady' as const, detail: '' }];
    assert.equal(
      trialFigures({ ...closed, state: 'invalid', refusals }),
      `${figures}; INVALID (never-steady)`,
    );
  });

  it('has capacity and wait of a scheduled load', () => {
    assert.ok(open);
    assert.match(trialFigures(open), /^capacity [\d.]+\/s, wait p95 [\d.]+ ms$/);
    assert.equal(trialFigures({ ...open, capacityPerSec: null, phases: [] }), 'done');
  });
});
