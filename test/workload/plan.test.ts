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

const CALL = { timeoutMs: ms(1000), connections: 1, commands: 0, query: '' };

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
    task({
      name: 'render',
      kind: 'mixed',
      duration: { law: 'constant', valueMs: ms(2) },
      wait: { law: 'uniform', minMs: ms(10), maxMs: ms(30) },
    }),
    task({ name: 'call-api', kind: 'http', call: CALL }),
  ],
};

const draw = (workload: Workload, seed: number, count: number, gapNs: number) => {
  const plan = planTasks(workload, seed, { iterationsPerMs: 1000 });
  return Array.from({ length: count }, (_, index) => plan.next(index * gapNs, index * gapNs + 1));
};

test('the same seed plans the same tasks, whatever the rate', () => {
  const slow = draw(WORKLOAD, 1, 500, 1e9);
  const fast = draw(WORKLOAD, 1, 500, 7);
  assert.deepEqual(
    slow.map((planned) => ({ ...planned, intendedNs: 0, sentNs: 0 })),
    fast.map((planned) => ({ ...planned, intendedNs: 0, sentNs: 0 })),
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
    if (profile?.kind === 'noop' || profile?.kind === 'http') assert.equal(planned.amount, 0);
    if (profile?.kind === 'mixed') {
      assert.equal(planned.amount, 2000);
      assert.ok(planned.waitMs >= 10 && planned.waitMs <= 30);
    } else assert.equal(planned.waitMs, 0);
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
    fc.property(fc.array(fc.anything(), { maxLength: 11 }), (args) => {
      const parsed = parseArgs(args);
      if (parsed !== undefined) assert.deepEqual(parseArgs(toArgs(parsed)), parsed);
    }),
  );
  const good = [0, 0, 0, 0, 1, 1, 0, 10, 5, ''];
  assert.ok(parseArgs(good));
  const broken = [-1, -1, -1, 0.5, 1e300, -1, 2, 'x', 11, 7];
  broken.forEach((value, index) =>
    assert.equal(parseArgs(good.with(index, value)), undefined, `field ${index}`),
  );
});

test('a length that a trace gives a mixed task is that of work and wait together, in the drawn proportion', () => {
  const render = 4;
  const drawn = planTasks(WORKLOAD, 1, { iterationsPerMs: 1000 });
  const given = planTasks(WORKLOAD, 1, { iterationsPerMs: 1000 });
  for (let index = 0; index < 50; index++) {
    const own = drawn.next(0, 0, render);
    const told = given.next(0, 0, render, 220);
    assert.ok(Math.abs(told.amount / 1000 + told.waitMs - 220) < 0.001);
    const proportion = own.amount / 1000 / (own.amount / 1000 + own.waitMs);
    assert.ok(Math.abs(told.amount / 1000 / 220 - proportion) < 1e-5);
  }
  const { amount, waitMs } = given.next(0, 0, render, 0);
  assert.deepEqual([amount, waitMs], [0, 0]);
});

test('a plan may mix some of the tasks only, number them as told, and take what a trace says', () => {
  let seq = 100;
  const scope = { stream: 'phase/0/1', tasks: [0, 1], nextSeq: () => (seq += 10) };
  const plan = planTasks(WORKLOAD, 1, { iterationsPerMs: 1000 }, scope);
  const drawn = Array.from({ length: 200 }, () => plan.next(0, 0));
  assert.deepEqual(new Set(drawn.map(({ typeIndex }) => typeIndex)), new Set([0, 1]));
  assert.deepEqual(
    drawn.slice(0, 3).map((one) => one.seq),
    [110, 120, 130],
  );
  assert.equal(plan.next(0, 0, 0, 7.5).amount, 7.5);
  assert.equal(plan.next(0, 0, 1, 2).amount, 2000);
  assert.deepEqual([plan.next(0, 0, 2, 9).typeIndex, plan.next(0, 0, 2, 9).amount], [2, 0]);
  assert.throws(() => plan.next(0, 0, 99), /no task type 99/);
  const other = planTasks(WORKLOAD, 1, { iterationsPerMs: 1000 }, { ...scope, stream: 'phase/0/2' });
  assert.notDeepEqual(
    Array.from({ length: 20 }, () => other.next(0, 0).amount),
    drawn.slice(0, 20).map(({ amount }) => amount),
  );
});
