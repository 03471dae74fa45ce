// What became of the claims, on the terminal, in Markdown and on the page.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  renderJson,
  renderSummaryMarkdown,
  renderTerminalReport,
  writeHtmlReport,
} from '../../src/report/index.ts';
import type { RunResult } from '../../src/result/index.ts';
import { buildRunResult, withTrials } from '../fixtures/run-result.ts';
import { matchesGolden } from '../golden/golden.ts';
import { judged } from './rendered.ts';

const SLOW = { pool: 'prefork', concurrency: 8, prefetch: 1, capacityPerSec: 100, serviceMeanMs: 20 };
const FAST = { ...SLOW, pool: 'gevent', concurrency: 1000, capacityPerSec: 500 };

const CLAIMS: RunResult['claims'] = [
  {
    says: 'gevent does more',
    that: 'throughput[pool=gevent] > 2 x throughput[pool=prefork concurrency=8]',
  },
  { says: 'prefetch 4 does more', that: 'throughput[prefetch=4] > 1.5 x throughput[prefetch=1]' },
  {
    says: 'prefork <b>loses</b> more',
    that: 'lost[pool=prefork concurrency=8 prefetch=1] > lost[pool=gevent prefetch=1]',
  },
  {
    says: 'the queue costs more than the body',
    that: 'p95(wait)[pool=gevent prefetch=1] > p95(service)[prefetch=1 pool=gevent]',
  },
  {
    says: 'a full queue does more',
    that: 'throughput[pool=gevent load=1 prefetch=1] > throughput[load=2 pool=gevent prefetch=1]',
  },
  { says: 'threads do more', that: 'throughput[pool=threads] > throughput[pool=prefork]' },
];

function claimed(repeats: number): RunResult {
  const cells = [SLOW, FAST, { ...SLOW, prefetch: 4 }, { ...FAST, prefetch: 4 }];
  const run = buildRunResult({ cells, repeats, claims: CLAIMS });
  return withTrials(
    run,
    run.trials.map((trial) => ({
      ...trial,
      ledger: trial.ledger && {
        ...trial.ledger,
        lost: trial.cellId.includes('prefork') ? 5 + trial.repeat : 0,
      },
    })),
  );
}

const section = (text: string, from: RegExp): string => text.slice(from.exec(text)?.index);

describe('claims in a report', () => {
  it('stand on the terminal with their verdicts and figures', async () => {
    const text = renderTerminalReport(...judged(claimed(3)), 100);
    const claims = section(text, /^holds: gevent/m).split('\n\n')[0] ?? '';
    assert.ok(claims.split('\n').every((line) => [...line].length <= 100));
    await matchesGolden('report/claims.txt', `${claims}\n`);
  });

  it('stand in the summary', async () => {
    const text = section(renderSummaryMarkdown(...judged(claimed(3))), /^## Claims/m);
    await matchesGolden('report/claims.md', text.slice(0, text.indexOf('\n## ', 1)));
  });

  it('stand on the page, where words are no markup', async () => {
    const page = await writeHtmlReport(...judged(claimed(1)));
    assert.match(page, /<section class="part" id="claims"/);
    assert.match(page, /prefork &lt;b&gt;loses&lt;\/b&gt; more/);
    assert.match(page, /one repeat has no interval/);
  });

  it('are data', () => {
    const [result, plan, outcomes] = judged(claimed(3));
    const parsed: unknown = JSON.parse(renderJson([{ result, plan, outcomes }]));
    assert.match(JSON.stringify(parsed), /"claims":\[\{"says":"gevent does more".*?"verdict":"holds"/);
  });

  it('say which system figures are of, where the run has several', () => {
    const run = buildRunResult({ cells: [SLOW, FAST, SLOW, FAST], repeats: 1, claims: CLAIMS.slice(0, 1) });
    const ids = ['a', 'b', 'c', 'd'];
    const cells = run.cells.map((cell, i) => ({
      ...cell,
      id: ids[i] ?? '',
      system: i < 2 ? ('headcount' as const) : ('celery' as const),
    }));
    const trials = run.trials.map((trial, i) => ({ ...trial, cellId: ids[i] ?? '' }));
    const text = renderSummaryMarkdown(...judged({ ...run, cells, trials }));
    assert.match(text, /throughput, headcount: gevent/);
    assert.match(text, /throughput, celery: gevent/);
  });

  it('leave no trace where there are none', async () => {
    const run = judged(buildRunResult());
    assert.doesNotMatch(await writeHtmlReport(...run), /id="claims"/);
    assert.doesNotMatch(renderSummaryMarkdown(...run), /Claims/);
  });
});
