// A worker that is asked: a harness, and somebody who asks over the same broker.

import assert from 'node:assert/strict';
import * as z from 'zod';
import type { Broker } from '../../../src/broker/index.ts';
import { ms } from '../../../src/units/index.ts';
import { RemoteControl, type Worker, type WorkerOptions } from '../../../src/worker/index.ts';
import { Gate, WorkerHarness } from '../worker-harness.ts';

/** More than any answer takes; nobody waits it out, because everyone who hears answers. */
const PATIENCE = ms(10_000);
export const NODE = 'w1@vm';

export class Asked implements AsyncDisposable {
  readonly harness: WorkerHarness;
  readonly remote: RemoteControl;
  readonly worker: Worker;
  readonly gate: Gate;

  private constructor(harness: WorkerHarness, gate: Gate, worker: Worker) {
    this.harness = harness;
    this.gate = gate;
    this.worker = worker;
    this.remote = new RemoteControl(harness.broker.signals);
  }

  /** An async worker with two slots unless told otherwise. */
  static async start(url: string, options: Partial<WorkerOptions> = {}): Promise<Asked> {
    const harness = await WorkerHarness.create(url);
    const gate = new Gate();
    harness.app.task('wait', (label: string) => gate.pass(label));
    harness.app.task('add', (x: number, y: number) => x + y);
    harness.app.task('limited', () => 1, { rateLimit: '2/s' });
    harness.app.task('fail', () => {
      throw new TypeError('oops');
    });
    const worker = await harness.startWorker({ name: NODE, concurrency: 2, mingle: false, ...options });
    return new Asked(harness, gate, worker);
  }

  get broker(): Broker {
    return this.harness.broker;
  }

  /** What the one worker answers. */
  async ask(method: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const answers = await this.remote.ask({ method, arguments: args, destination: [NODE] }, PATIENCE);
    assert.ok(answers.has(NODE), `${method} was not answered: ${this.harness.logged}`);
    return answers.get(NODE);
  }

  /** Its answer, which must be a list of objects. */
  async askList(method: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return z.array(z.record(z.string(), z.unknown())).parse(await this.ask(method));
  }

  /** Its answer, which must be a list of names. */
  async askNames(method: string): Promise<readonly string[]> {
    return z.array(z.string()).parse(await this.ask(method));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.gate.open();
    await this.remote[Symbol.asyncDispose]();
    await this.harness[Symbol.asyncDispose]();
  }
}
