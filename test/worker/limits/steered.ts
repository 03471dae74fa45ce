// A worker under test together with a remote control, as an operator has it.

import assert from 'node:assert/strict';
import { loadApp, RemoteControl, type Worker, type WorkerOptions } from '../../../src/worker/index.ts';
import { ms } from '../../../src/units/index.ts';
import { appUrl } from '../pool-harness.ts';
import type { WorkerHarness } from '../worker-harness.ts';

/** A worker for the application `limits` of test/fixtures/apps; an async pool unless told otherwise. */
export async function startLimited(h: WorkerHarness, options: Partial<WorkerOptions> = {}): Promise<Worker> {
  const module = appUrl('limits');
  const app = await loadApp(module);
  return await h.startWorker({ app, module, broker: h.url, ...options });
}

/** What the only worker answers. */
export async function ask(
  h: WorkerHarness,
  method: string,
  args: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  await using remote = new RemoteControl(h.broker.signals);
  const answers = await remote.ask({ method, arguments: args }, ms(5_000));
  assert.equal(answers.size, 1);
  return [...answers.values()][0];
}

/** Asks until the answer is as wanted; the harness's patience is the test's time limit. */
export async function untilAnswer(
  h: WorkerHarness,
  method: string,
  wanted: (answer: unknown) => boolean,
): Promise<void> {
  while (!wanted(await ask(h, method)));
}
