// The inside of a carrier: reads orders, runs one job at a time, reports how each ended.

import { describeError } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import type { App } from '../app/app.ts';
import { loadApp } from '../app/load-app.ts';
import { unserializable } from '../app/failure.ts';
import type { Executable } from '../app/execute.ts';
import { presentMemoryBytes } from './child-memory.ts';
import type { Claimant } from './claims.ts';
import { CLOSE_WITHIN_MS } from './closing-time.ts';
import type { Outcome } from './contract.ts';
import { decodeOrder, encodeReport, type Report, type SlotSetup } from './frames.ts';
import { JobRunner } from './job-runner.ts';

/** The slot's end of the channel. */
export interface SlotChannel {
  readonly claimant: Claimant;
  /** Returns when the frame is out of reach of whatever happens to this process or thread. */
  send(frame: string): void;
  exit(code: number): void;
}

export class SlotSession {
  readonly #channel: SlotChannel;
  readonly #runner: JobRunner;
  #executable: Executable = { tasks: new Map(), observer: undefined };
  #memoryLimitBytes = Infinity;
  #app: App | undefined;

  constructor(channel: SlotChannel) {
    this.#channel = channel;
    this.#runner = new JobRunner({
      app: () => this.#executable,
      claimant: channel.claimant,
      ended: (outcome, micros) => this.#ended(outcome, micros),
    });
  }

  /** One frame from the worker. */
  receive(frame: string): void {
    const order = decodeOrder(frame);
    switch (order?.kind) {
      case 'run':
      case 'ahead':
        this.#runner.add(order.job, order.kind === 'ahead');
        return;
      case 'hello':
        void this.#setUp(order.setup);
        return;
      case 'abort':
        this.#runner.interrupt(order.id, order.why);
        return;
      case undefined:
        this.#refuse(`unreadable order: ${frame.slice(0, 200)}`);
    }
  }

  /** The worker needs this slot no more, or is gone: closes the application and ends. */
  async end(): Promise<void> {
    try {
      await Deadline.in(CLOSE_WITHIN_MS).race(this.#app?.close() ?? Promise.resolve());
    } finally {
      this.#channel.exit(0);
    }
  }

  async #setUp(setup: SlotSetup): Promise<void> {
    try {
      const app = await loadApp(setup.module);
      app.useBroker(setup.broker, setup.resultBackend);
      this.#app = app;
      this.#executable = { tasks: app.tasks, observer: app.observer };
      this.#memoryLimitBytes = setup.memoryLimitBytes ?? Infinity;
      this.#report({ kind: 'ready' });
    } catch (error) {
      this.#refuse(describeError(error));
    }
  }

  #refuse(reason: string): void {
    this.#report({ kind: 'refused', reason });
    this.#channel.exit(1);
  }

  #ended(outcome: Outcome, micros: number): void {
    const full = this.#memoryLimitBytes !== Infinity && presentMemoryBytes() > this.#memoryLimitBytes;
    this.#report({ kind: 'ended', outcome, micros, full });
  }

  #report(report: Report): void {
    this.#channel.send(encodeSafely(report));
  }
}

// A value that is not JSON makes the task fail, as any other mistake in it.
function encodeSafely(report: Report): string {
  try {
    return encodeReport(report);
  } catch (error) {
    if (report.kind !== 'ended') throw error;
    return encodeReport({ ...report, outcome: { kind: 'failure', failure: unserializable(error) } });
  }
}
