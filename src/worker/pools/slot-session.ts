// The inside of a carrier: reads orders, runs one job at a time, reports how each ended.

import { describeError } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import { ms } from '../../units/index.ts';
import type { App } from '../app/app.ts';
import { loadApp } from '../app/load-app.ts';
import { AbortScope } from '../app/context.ts';
import { execute } from '../app/execute.ts';
import { failureOf } from '../app/failure.ts';
import type { TaskTable } from '../app/registry.ts';
import type { Job, Outcome } from './contract.ts';
import { decodeOrder, encodeReport, type Report, type SlotSetup } from './frames.ts';

/** How long the application may take to close what it opened. */
const CLOSE_WITHIN_MS = ms(5000);

/** The slot's end of the channel. */
export interface SlotChannel {
  send(frame: string): void;
  /** Ends this process or thread once everything sent has left. */
  exit(code: number): void;
}

export class SlotSession {
  readonly #channel: SlotChannel;
  readonly #scope = new AbortScope();
  readonly #settle = (_job: Job, outcome: Outcome): void => this.#report({ kind: 'ended', outcome });
  #tasks: TaskTable = new Map();
  #app: App | undefined;

  constructor(channel: SlotChannel) {
    this.#channel = channel;
  }

  /** One frame from the worker. */
  receive(frame: string): void {
    const order = decodeOrder(frame);
    switch (order?.kind) {
      case 'run':
        execute(this.#tasks, order.job, this.#scope, this.#settle);
        return;
      case 'hello':
        void this.#setUp(order.setup);
        return;
      case 'abort':
        this.#scope.abortAll(new Error('the worker was stopped cold'));
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
      this.#tasks = app.tasks;
      this.#report({ kind: 'ready' });
    } catch (error) {
      this.#refuse(describeError(error));
    }
  }

  #refuse(reason: string): void {
    this.#report({ kind: 'refused', reason });
    this.#channel.exit(1);
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
    return encodeReport({
      kind: 'ended',
      outcome: { kind: 'failure', failure: failureOf(error), followUps: [] },
    });
  }
}
