import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytes, ms, ratio } from '../../src/units/index.ts';
import { parseArgs, planTasks, toArgs, type TaskProfile, type Workload } from '../../src/workload/index.ts';

const task = (changes: Partial<TaskProfile>): TaskProfile => ({
  name: 'fetch-page',
  kind: 'io',
  duration: { law: 'exponential', meanMs: ms(20) },
  weight: 1,
  queue: 'default',
  priority: 0,
  payloadBytes: bytes(0),
  failureRatio: ratio(0),
  allocateBytes: bytes(0),
  leakBytes: bytes(0),
  ...changes,
});

const WORKLOAD: Workload = {
  tasks: [
    task({ weight: 3 }),
    task({
      name: 'resize',
      kind: 'cpu',
      duration: { law: 'constant', valueMs: ms(5) },
      payloadBytes: bytes(37),
    }),
    task({ name: 'flaky', kind: 'noop', failureRatio: ratio(0.25) }),
    task({ name: 'parse', kind: 'memory', allocateBytes: bytes(100), leakBytes: bytes(10) }),
  ],
};

const draw = (workload: Workload, seed: number, count: number, gapNs: number) => {
  const plan = planTasks(workload, seed, { iterationsPerMs: 1000 });
  return Array.from({ length: count }, (_, index) => plan.next(index * gapNs));
};

test('the same seed plans the same tasks, whatever the rate', () => {
  const slow = draw(WORKLOAD, 1, 500, 1e9);
  const fast = draw(WORKLOAD, 1, 500, 7);
  assert.deepEqual(
    slow.map((planned) => ({ ...planned, intendedNs: 0 })),
    fast.map((planned) => ({ ...planned, intendedNs: 0 })),
  );
  assert.deepEqual(
    slow.map(({ seq }) => seq),
    slow.map((_, index) => index),
  );
  assert.notDeepEqual(draw(WORKLOAD, 2, 500, 7), fast);
});

test('changing one task leaves the durations of the others alone', () => {
  const amounts = (workload: Workload): number[] =>
    draw(workload, 1, 500, 1)
      .filter(({ typeIndex }) => typeIndex === 0)
      .map(({ amount }) => amount);
  const [first, ...rest] = WORKLOAD.tasks;
  assert.ok(first !== undefined);
  const longer = rest.map((other) => ({
    ...other,
    duration: { law: 'exponential', meanMs: ms(90) } as const,
  }));
  assert.deepEqual(amounts({ tasks: [first, ...longer] }), amounts(WORKLOAD));
});

test('each kind gets its amount: milliseconds, iterations, nothing', () => {
  for (const planned of draw(WORKLOAD, 3, 300, 1)) {
    const profile = WORKLOAD.tasks[planned.typeIndex];
    if (profile?.kind === 'cpu') assert.equal(planned.amount, 5000);
    if (profile?.kind === 'noop') assert.equal(planned.amount, 0);
    assert.equal(planned.payload.length, profile?.payloadBytes);
    assert.equal(planned.allocateBytes, profile?.allocateBytes);
  }
});

test('tasks fail in the share that was asked, and only where it was', () => {
  const flaky = draw(WORKLOAD, 4, 24_000, 1);
  const failed = flaky.filter(({ fail }) => fail);
  const drawn = flaky.filter(({ typeIndex }) => typeIndex === 2).length;
  assert.ok(failed.every(({ typeIndex }) => typeIndex === 2));
  assert.ok(Math.abs(failed.length / drawn - 0.25) < 5 * Math.sqrt((0.25 * 0.75) / drawn));
});

test('args survive the journey through JSON', () => {
  for (const planned of draw(WORKLOAD, 5, 200, 12_345.678)) {
    const received: unknown = JSON.parse(JSON.stringify(toArgs(planned)));
    assert.ok(Array.isArray(received));
    assert.deepEqual(parseArgs(received), planned);
  }
});

test('args of any other shape are refused, never thrown on', () => {
  fc.assert(
    fc.property(fc.array(fc.anything(), { maxLength: 9 }), (args) => {
      const parsed = parseArgs(args);
      if (parsed !== undefined) assert.deepEqual(parseArgs(toArgs(parsed)), parsed);
    }),
  );
  const good = [0, 0, 0, 1, 0, 10, 5, ''];
  assert.ok(parseArgs(good));
  const broken = [-1, -1, 0.5, 1e300, 2, 'x', 11, 7];
  broken.forEach((value, index) =>
    assert.equal(parseArgs(good.with(index, value)), undefined, `field ${index}`),
  );
});
