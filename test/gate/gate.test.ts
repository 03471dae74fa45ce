// The whole answer of a gate: its state, its sentence, and its bad questions.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HeadcountError } from '../../src/errors/index.ts';
import { gate } from '../../src/gate/index.ts';
import { buildRunResult } from '../fixtures/run-result.ts';

const CELL = { pool: 'async', concurrency: 8, prefetch: 4, capacityPerSec: 400, serviceMeanMs: 20 };
const run = (seed: number, thresholds: readonly string[] = [], capacityPerSec = 400) =>
  buildRunResult({ cells: [{ ...CELL, capacityPerSec }], repeats: 6, seed, thresholds });

describe('a gate', () => {
  it('passes when everything asked holds', () => {
    const { state, sentence } = gate({
      result: run(2, ['lost == 0', 'p95(wait) < 1s']),
      baseline: run(1),
      metrics: ['throughput', 'memory'],
    });
    assert.equal(state, 'passed');
    assert.equal(sentence, 'Passed: all 2 threshold checks hold and none of 2 comparisons is worse.');
  });

  it('fails on one failed threshold, and on one regressed figure', () => {
    assert.equal(gate({ result: run(2, ['p95(wait) < 1ms', 'lost == 0']) }).state, 'failed');
    const { state, sentence } = gate({ result: run(2, [], 300), baseline: run(1), metrics: ['throughput'] });
    assert.equal(state, 'failed');
    assert.equal(sentence, 'Failed: 1 of 1 comparison regressed.');
  });

  it('is inconclusive while anything is undecided or missing', () => {
    assert.equal(gate({ result: run(2, ['p99(wait:nobody) < 1s', 'lost == 0']) }).state, 'inconclusive');
    const other = buildRunResult({ cells: [{ ...CELL, pool: 'solo' }], repeats: 6 });
    const { state, sentence } = gate({ result: run(2, ['lost == 0']), baseline: other });
    assert.equal(state, 'inconclusive');
    assert.equal(sentence, 'Inconclusive: 1 cell of the baseline missing.');
  });

  it('does not pass a run without a single cell', () => {
    const { state, sentence } = gate({ result: { ...run(2, ['lost == 0']), cells: [], trials: [] } });
    assert.deepEqual([state, sentence], ['inconclusive', 'Inconclusive: there was no cell to judge.']);
  });

  it('refuses to judge by nothing, and by a metric it does not know', () => {
    const refusal = (message: RegExp, hint: RegExp) => (error: unknown) =>
      error instanceof HeadcountError &&
      error.code === 'USAGE' &&
      message.test(error.message) &&
      hint.test(error.hint ?? '');
    assert.throws(
      () => gate({ result: run(1) }),
      refusal(/nothing to judge/, /thresholds: .*--baseline RUN/),
    );
    assert.throws(
      () => gate({ result: run(1), baseline: run(2), metrics: ['troughput'] }),
      refusal(/'troughput' is not a metric/, /'throughput'/),
    );
  });
});
