// The `search` phase: its defaults, and what is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSlo } from '../../src/result/index.ts';
import { loadScenario } from '../../src/scenario/index.ts';

const load = (search: string) =>
  loadScenario('search.yaml', {
    checkSlo,
    readFile: () =>
      Promise.resolve(`
name: search
workload: { tasks: [ { name: t, kind: noop } ] }
fleet: [ { name: web, pool: async, concurrency: 2, prefetch: 1 } ]
load: [ { search: ${search} } ]
`),
  });

test('a search needs a goal alone', async () => {
  const { scenario } = await load("{ slo: 'p95(wait) < 500ms' }");
  const [phase] = scenario.load;
  assert.deepEqual(phase, {
    phase: 'search',
    slo: 'p95(wait) < 500ms',
    precisionRatio: 0.05,
    probeMs: 3000,
    durationMs: 24_000,
    label: 'search for p95(wait) < 500ms',
  });
});

test('a goal that does not read, an unknown key and a precision of nothing are refused', async () => {
  await assert.rejects(load("{ slo: 'p95(foo) < 500ms' }"), /load\[0\]|unknown metric "foo"/);
  await assert.rejects(
    load("{ slo: 'p95(wait) < 1s', probes: 3s }"),
    /unknown key "probes".*did you mean probe/s,
  );
  await assert.rejects(load("{ slo: 'p95(wait) < 1s', precision: 0% }"), /precision/);
});
