import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { deferred } from '../../../src/lifecycle/index.ts';
import { Sending } from '../../../src/run/generator/sending.ts';
import type { LoadPort } from '../../../src/system/index.ts';
import { bytes, ms, ratio } from '../../../src/units/index.ts';
import { planTasks, type TaskPlan } from '../../../src/workload/index.ts';

function planOf(payloadBytes: number): TaskPlan {
  const task = {
    name: 'fetch',
    kind: 'io',
    duration: { law: 'constant', valueMs: ms(1) },
    weight: 1,
    queue: 'default',
    priority: 0,
    payloadBytes: bytes(payloadBytes),
    failureRatio: ratio(0),
    allocateBytes: bytes(0),
    leakBytes: bytes(0),
  } as const;
  return planTasks({ tasks: [task] }, 1, { iterationsPerMs: 1 });
}

/** A broker that takes what it is sent and confirms nothing until it is told to. */
class SilentPort implements Pick<LoadPort, 'add' | 'flush'> {
  readonly #answer = deferred();

  answer(error?: Error): void {
    if (error === undefined) this.#answer.resolve();
    else this.#answer.reject(error);
  }

  add(): void {}

  flush(): Promise<void> {
    return this.#answer.promise;
  }
}

/** Sends batches of 100 until a flush does not come back, and answers how many tasks that were. */
async function sendUntilHeld(sending: Sending, plan: TaskPlan): Promise<{ readonly held: Promise<void> }> {
  for (;;) {
    for (let i = 0; i < 100; i++) sending.add(plan.next(0, 0));
    let isBack = false;
    const held = sending.flush().then(() => void (isBack = true));
    await turn();
    if (!isBack) return { held };
  }
}

test('what a silent broker has not confirmed is bounded in tasks', async () => {
  const port = new SilentPort();
  const sending = new Sending(port, { startNs: 0, endNs: 1e9 });
  const { held } = await sendUntilHeld(sending, planOf(0));
  assert.equal(sending.sent, 20_000);
  port.answer();
  await held;
  await sending.settle();
});

test('and in bytes, where messages are large', async () => {
  const port = new SilentPort();
  const sending = new Sending(port, { startNs: 0, endNs: 1e9 });
  const { held } = await sendUntilHeld(sending, planOf(64 * 1024));
  assert.equal(sending.sent, 1100);
  port.answer();
  await held;
});

test('a send that failed is thrown by the next flush and by the last one', async () => {
  const port = new SilentPort();
  const sending = new Sending(port, { startNs: 0, endNs: 1e9 });
  const plan = planOf(0);
  sending.add(plan.next(0, 0));
  await sending.flush();
  port.answer(new Error('gone'));
  await assert.rejects(sending.settle(), /gone/);
  await assert.rejects(sending.flush(), /gone/);
  assert.deepEqual([sending.sent, sending.perSlice, sending.perTask], [1, [1], [1]]);
});
