// How a gate's answer is printed: golden files for people, a width for terminals, escapes for machines.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gate, type GateQuestion } from '../../../src/gate/index.ts';
import { renderGateJunit, renderGateMarkdown, renderGateText } from '../../../src/report/index.ts';
import { buildRunResult } from '../../fixtures/run-result.ts';
import { matchesGolden } from '../../golden/golden.ts';

const ESCAPE = '\u001b';
const PREFORK = { pool: 'prefork', concurrency: 8, prefetch: 1, capacityPerSec: 320, serviceMeanMs: 24 };
const ASYNC = { pool: 'async', concurrency: 8, prefetch: 4, capacityPerSec: 260, serviceMeanMs: 29 };
const THRESHOLDS = [
  'p95(wait) < 16ms',
  'p99.9(end_to_end) < 2s',
  'throughput > 300/s',
  'lost == 0',
  'failed <= 1%',
];

function thresholdsOnly(): GateQuestion {
  const cells = [PREFORK, ASYNC];
  const result = buildRunResult({ cells, repeats: 2, observations: 1000, seed: 4, thresholds: THRESHOLDS });
  const trials = result.trials.map((trial, i) =>
    i === 0
      ? {
          ...trial,
          state: 'invalid' as const,
          warnings: [{ code: 'generator-late' as const, detail: 'Slip p99 was 12 ms.' }],
        }
      : trial,
  );
  return { result: { ...result, trials } };
}

function withBaseline(): GateQuestion {
  const baseline = buildRunResult({ cells: [PREFORK, { ...ASYNC, pool: 'threads' }], repeats: 6, seed: 2 });
  const slower = { ...PREFORK, capacityPerSec: 250, waitMeanMs: 5 };
  const result = buildRunResult({ cells: [slower, ASYNC], repeats: 6, seed: 3, thresholds: ['lost == 0'] });
  const environment = { ...result.environment, hostname: 'laptop', node: 'v24.1.0' };
  return { result: { ...result, environment }, baseline };
}

const CASES = { thresholds: thresholdsOnly(), baseline: withBaseline() };

for (const [name, question] of Object.entries(CASES)) {
  describe(`the answer of a gate (${name})`, () => {
    it('as text fits 80 columns and ends with the verdict', async () => {
      const text = renderGateText(gate(question), question);
      assert.deepEqual(
        text.split('\n').filter((line) => line.length > 80),
        [],
      );
      assert.match(text, /\n\n(Passed|Failed|Inconclusive): .+(\n.+)?\.\n$/);
      await matchesGolden(`gate/${name}.txt`, text);
    });

    it('as markdown begins with the verdict', async () => {
      await matchesGolden(`gate/${name}.md`, renderGateMarkdown(gate(question), question));
    });

    it('as JUnit XML counts failures and undecided rows', async () => {
      await matchesGolden(`gate/${name}.xml`, renderGateJunit(gate(question), question));
    });
  });
}

describe('names from a scenario', () => {
  const hostile = { ...PREFORK, pool: '<b>|"&\u0001`' };
  const question = { result: buildRunResult({ cells: [hostile], repeats: 2, thresholds: ['lost == 0'] }) };

  it('cannot become markup in markdown', () => {
    const markdown = renderGateMarkdown(gate(question), question);
    assert.ok(markdown.includes('pool=\\<b\\>\\|"&'), markdown);
  });

  it('cannot steer a terminal, nor can anything else that a result says', () => {
    const base = question.result;
    const [cell] = base.cells;
    assert.ok(cell);
    const id = `${ESCAPE}[2J${cell.id}`;
    const result = {
      ...base,
      startedAt: `${ESCAPE}[31m`,
      scenario: { ...base.scenario, name: `${ESCAPE}]0;title\u0007` },
      cells: [{ ...cell, id }],
      trials: base.trials.map((trial, i) => ({
        ...trial,
        cellId: id,
        state: i === 0 ? ('invalid' as const) : trial.state,
        warnings: [{ code: 'host-busy' as const, detail: `${ESCAPE}[H` }],
      })),
    };
    const hostileQuestion = {
      result,
      baseline: { ...base, seed: 2, environment: { ...base.environment, node: ESCAPE } },
    };
    const text = renderGateText(gate(hostileQuestion), hostileQuestion);
    assert.match(text, /\?\[2J/);
    assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
    assert.doesNotMatch(
      renderGateMarkdown(gate(hostileQuestion), hostileQuestion).replaceAll('\n', ''),
      /\p{Cc}/u,
    );
  });

  it('cannot become elements in XML', () => {
    const xml = renderGateJunit(gate(question), question);
    assert.ok(xml.includes('classname="pool=&lt;b&gt;|&quot;&amp;?` concurrency=8 prefetch=1"'), xml);
  });
});
