import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkClaim, checkThreshold } from '../../src/gate/index.ts';
import { checkSlo } from '../../src/result/index.ts';
import { loadScenario, scenarioJsonSchema } from '../../src/scenario/index.ts';
import { loadText, SCENARIOS, SMALL } from './ready-scenarios.ts';

for (const name of readdirSync(SCENARIOS).filter((file) => file.endsWith('.yaml'))) {
  test(`scenarios/${name} loads, says what it answers, and is named as its file`, async () => {
    const { scenario } = await loadScenario(SCENARIOS + name, { checkThreshold, checkSlo, checkClaim });
    assert.equal(`${scenario.name}.yaml`, name);
    assert.ok(scenario.cells.length > 0);
    assert.match(scenario.source.text, /^# [A-Z][^?]*\?/);
    assert.ok(scenario.source.text.includes('\n# yaml-language-server: $schema=scenario.schema.json\n'));
  });
}

test('scenarios/scenario.schema.json is what the build writes from the schema', () => {
  const written: unknown = JSON.parse(readFileSync(`${SCENARIOS}scenario.schema.json`, 'utf8'));
  assert.deepEqual(written, JSON.parse(JSON.stringify(scenarioJsonSchema())), 'run npm run build');
});

test('every field of the editor schema is described, at the top and in tasks', () => {
  const text = JSON.stringify(scenarioJsonSchema());
  for (const word of ['Capacity kept free', 'Registered name of the task', 'Prefetch multipliers to compare'])
    assert.ok(text.includes(word), word);
});

test('what a scenario leaves out gets its documented default', async () => {
  const { scenario, notes } = await loadText(SMALL);
  assert.deepEqual(notes, []);
  const { source, ...rest } = scenario;
  assert.deepEqual(source, { path: 'small.yaml', text: SMALL, overrides: [], only: [] });
  assert.deepEqual(rest, {
    name: 'small',
    description: '',
    workload: {
      tasks: [
        {
          name: 'fetch-page',
          kind: 'io',
          duration: { law: 'constant', valueMs: 20 },
          weight: 1,
          queue: 'default',
          priority: 0,
          payloadBytes: 0,
          failureRatio: 0,
          allocateBytes: 0,
          leakBytes: 0,
        },
      ],
    },
    targets: {},
    load: [{ phase: 'saturate', durationMs: 1000 }],
    faults: [],
    generators: 1,
    warmUpMs: 1000,
    cells: [
      {
        id: 'pool=prefork concurrency=1 prefetch=4',
        system: 'headcount',
        settings: { pool: 'prefork', concurrency: 1, prefetch: 4 },
        fleet: [
          { name: 'worker', workers: 1, queues: ['default'], pool: 'prefork', concurrency: 1, prefetch: 4 },
        ],
      },
    ],
    repeats: 1,
    seed: 1,
    accept: [],
    thresholds: [],
    claims: [],
    plan: { slo: [], headroomRatio: 0.3, survive: 0 },
  });
});

const LAWS = {
  '{ lognormal: { median: 15ms, sigma: 0.5 } }': { law: 'lognormal', medianMs: 15, sigma: 0.5 },
  '{ uniform: { min: 10ms, max: 1s } }': { law: 'uniform', minMs: 10, maxMs: 1000 },
  '{ exponential: 20ms }': { law: 'exponential', meanMs: 20 },
  '{ exponential: { mean: 20ms } }': { law: 'exponential', meanMs: 20 },
  '{ bimodal: { fast: 5ms, slow: 2s, slow-share: 10% } }': {
    law: 'bimodal',
    fastMs: 5,
    slowMs: 2000,
    slowShare: 0.1,
  },
  '1.5s': { law: 'constant', valueMs: 1500 },
};

for (const [written, law] of Object.entries(LAWS)) {
  test(`duration: ${written} is understood`, async () => {
    const { scenario } = await loadText(SMALL.replace('20ms', written));
    assert.deepEqual(scenario.workload.tasks[0]?.duration, law);
  });
}

test('observed durations are read from a file beside the scenario', async () => {
  const read: string[] = [];
  const { scenario } = await loadScenario('some/where/x.yaml', {
    readFile: async (path) => {
      read.push(path);
      return path.endsWith('.txt') ? '5\n7ms\n' : SMALL.replace('20ms', '{ empirical: log.txt }');
    },
  });
  assert.deepEqual(read, ['some/where/x.yaml', 'some/where/log.txt']);
  assert.deepEqual(scenario.workload.tasks[0]?.duration, {
    law: 'empirical',
    source: 'log.txt',
    valuesMs: [5, 7],
  });
});

test('plan, broker and thresholds arrive in the words of the program', async () => {
  const { scenario } = await loadText(
    `${SMALL}broker: redis://127.0.0.1:6379/1\nthresholds: ['lost == 0']\n` +
      "plan: { rate: 30/min, slo: ['p95(wait) < 1s'], machine: { cpus: 2, memory: 1GiB, price: 0.34 }, headroom: 50%, survive: 1 }\n",
  );
  assert.equal(scenario.brokerUrl, 'redis://127.0.0.1:6379/1');
  assert.deepEqual(scenario.thresholds, ['lost == 0']);
  assert.deepEqual(scenario.plan, {
    ratePerSec: 0.5,
    slo: ['p95(wait) < 1s'],
    machine: { cpus: 2, memoryBytes: 1024 ** 3, pricePerHour: 0.34 },
    headroomRatio: 0.5,
    survive: 1,
  });
});
