// Starts that fail and starts that are stopped: nothing is left behind.

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { it } from 'node:test';
import { Redis } from 'ioredis';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import { appUrl } from './pool-harness.ts';
import { Deadline, startServer, WorkerHarness } from './worker-harness.ts';
import { ms } from '../../src/units/index.ts';

const MODULE = appUrl('basic');

/** Connections that the server has; `raw` is one of them. */
async function connections(raw: Redis): Promise<number> {
  return String(await raw.client('LIST'))
    .trim()
    .split('\n').length;
}

async function untilConnections(raw: Redis, expected: number): Promise<void> {
  const patience = Deadline.in(ms(10_000));
  for (;;) {
    const there = await connections(raw);
    if (there === expected) return;
    if (patience.passed) assert.equal(there, expected);
  }
}

it(
  'a start that the broker refuses leaves no connection open',
  { timeout: 60_000, skip: SKIP_WITHOUT_REDIS },
  async () => {
    await using server = await startServer('redis');
    await using h = await WorkerHarness.create(server.url);
    const raw = new Redis(server.url);
    // It lets everyone in and writes nothing.
    await raw.config('SET', 'min-replicas-to-write', '1');
    const before = await connections(raw);
    await assert.rejects(h.startWorker(), { code: 'BROKER_REFUSED' });
    await untilConnections(raw, before);
    raw.disconnect();
  },
);

for (const verb of ['stop', 'kill'] as const) {
  for (const pool of ['async', 'threads'] as const) {
    it(`a ${verb} at any moment of a start leaves nothing behind: ${pool}`, { timeout: 60_000 }, async () => {
      await using server = await startServer('any');
      await using h = await WorkerHarness.create(server.url);
      const raw = new Redis(server.url);
      const before = await connections(raw);
      for (let turns = 0; turns < 40; turns += 3) {
        const worker = h.makeWorker({ pool, module: MODULE });
        const started = worker.start().then(
          () => true,
          (error: unknown) => {
            assert.match(String(error), /was stopped while it was starting/);
            return false;
          },
        );
        for (let turn = 0; turn < turns; turn++) await setImmediate();
        await (verb === 'stop' ? worker.stop(Deadline.none()) : worker.kill());
        await worker.ended;
        h.logged = (await started) ? '' : h.logged;
        assert.doesNotMatch(h.logged, / ready/, `after ${turns} turns`);
        await untilConnections(raw, before);
      }
      raw.disconnect();
    });
  }
}
