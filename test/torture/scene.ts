// What tests with workers of several processes share: a real Redis, the ledger the torture tasks write to, and our own
// workers on both.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { Deadline } from '../../src/lifecycle/index.ts';
import { ms } from '../../src/units/index.ts';
import { CliWorker } from '../worker/cli-process.ts';
import { appUrl } from '../worker/pool-harness.ts';
import { startServer } from '../worker/worker-harness.ts';

const APP = fileURLToPath(appUrl('torture'));
const PATIENCE = ms(60_000);

export class Scene implements AsyncDisposable {
  readonly url: string;
  readonly ledgerUrl: string;
  /** On the broker's own database. */
  readonly redis: Redis;
  readonly #server: AsyncDisposable;

  private constructor(server: { readonly url: string } & AsyncDisposable) {
    this.#server = server;
    this.url = server.url;
    this.ledgerUrl = server.url.replace(/0$/, '1');
    this.redis = new Redis(server.url);
  }

  /** Workers started from now on write to the ledger of this scene. */
  static async open(): Promise<Scene> {
    const scene = new Scene(await startServer('redis'));
    process.env['HEADCOUNT_TORTURE_LEDGER'] = scene.ledgerUrl;
    return scene;
  }

  /** A worker of ours with two slots; resolves when it is ready. */
  async startWorker(name: string, ...options: readonly string[]): Promise<CliWorker> {
    const worker = new CliWorker('-A', APP, '-b', this.url, '-c', '2', '-n', name, ...options);
    await worker.ready();
    return worker;
  }

  /** Fails when it does not hold in time. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Deadline.in(PATIENCE);
    while (!(await holds())) {
      assert.ok(!deadline.passed, `${what}: not within ${PATIENCE} ms`);
      await sleep(10);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.redis.disconnect();
    await this.#server[Symbol.asyncDispose]();
  }
}
