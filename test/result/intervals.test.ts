// Figures over repeats, and percentiles that are refused where they would mislead.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cellIntervals,
  figureOf,
  phaseQuantile,
  quantileView,
  type RunResult,
} from '../../src/result/index.ts';
import { buildRunResult, type CellFigures } from '../fixtures/run-result.ts';

const CELL: CellFigures = {
  pool: 'async',
  concurrency: 4,
  prefetch: 1,
  capacityPerSec: 200,
  serviceMeanMs: 20,
};

function figure(result: RunResult, metric: string, phase: number | null) {
  const found = figureOf(result.intervals, result.cells[0]?.id ?? '', metric, phase);
  assert.ok(found !== undefined, `no ${metric}`);
  return found;
}

test('capacity over repeats has Student’s interval around the mean', () => {
  const result = buildRunResult({ cells: [CELL], repeats: 5 });
  const { value, perRepeat, interval } = figure(result, 'capacity', null);
  assert.equal(perRepeat.length, 5);
  assert.ok(value !== null && interval !== null);
  assert.ok(interval.low < value && value < interval.high);
  assert.equal(interval.method, 't');
});

test('the only repeat has an interval of its tasks for percentiles and none for rates', () => {
  const result = buildRunResult({ cells: [CELL], repeats: 1 });
  assert.equal(figure(result, 'capacity', null).interval, null);
  assert.equal(figure(result, 'p95(wait)', 1).interval?.method, 'order-statistics');
});

test('many repeats of a percentile are bootstrapped', () => {
  const result = buildRunResult({ cells: [CELL], repeats: 20, observations: 400 });
  assert.equal(figure(result, 'p95(wait)', 1).interval?.method, 'bootstrap');
});

test('a percentile of too few tasks is refused with the number needed', () => {
  const result = buildRunResult({ cells: [CELL], repeats: 1, observations: 367 });
  assert.deepEqual(figure(result, 'p99(wait)', 1).refused, { why: 'few-observations', needed: 368 });
  assert.equal(figure(result, 'p99(wait)', 1).value, null);
  assert.equal(figure(result, 'p95(wait)', 1).refused, null);
  const enough = buildRunResult({ cells: [CELL], repeats: 1, observations: 368 });
  assert.equal(figure(enough, 'p99(wait)', 1).refused, null);
});

test('waits of an unstable phase are refused, its service is not', () => {
  const result = buildRunResult({ cells: [CELL] });
  const [, open] = result.trials[0]?.phases ?? [];
  assert.ok(open !== undefined);
  const unstable = { ...open, steadiness: { ...open.steadiness, verdict: 'unstable' as const } };
  const asked = phaseQuantile([open, unstable], 'wait', 0.5);
  assert.deepEqual(asked, { kind: 'refused', why: 'unstable', count: 4000, needed: null });
  assert.equal(phaseQuantile([unstable], 'endToEnd', 0.5).kind, 'refused');
  assert.equal(phaseQuantile([unstable], 'service', 0.5).kind, 'value');
});

test('the interval inside a run lies around the percentile', () => {
  const [, open] = buildRunResult({ cells: [CELL] }).trials[0]?.phases ?? [];
  assert.ok(open !== undefined);
  const view = quantileView([open.wait], 0.95);
  assert.equal(view.kind, 'value');
  assert.ok(view.kind === 'value' && view.lowMs <= view.valueMs && view.valueMs <= view.highMs);
  assert.ok(view.kind === 'value' && view.confidence >= 0.95);
});

test('trials that do not count are in no figure', () => {
  const result = buildRunResult({ cells: [{ ...CELL, state: 'invalid' }], repeats: 3 });
  assert.deepEqual(cellIntervals(result.cells, result.trials)[0], {
    cellId: result.cells[0]?.id,
    repeats: 0,
    figures: [],
  });
});
