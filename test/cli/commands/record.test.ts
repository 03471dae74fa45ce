// headcount record as scripts use it: JSON, an early end, and the plan made from its trace.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as z from 'zod';
import { connectBroker, encodeEvent, type Broker } from '../../../src/broker/index.ts';
import { planCommand } from '../../../src/cli/commands/plan.ts';
import { recordCommand } from '../../../src/cli/commands/record.ts';
import { startServer } from '../../worker/worker-harness.ts';
import { runCommand } from '../fleet/command-line.ts';

const summarySchema = z.object({
  format: z.literal('headcount-recording'),
  version: z.literal(1),
  tasks: z.number(),
  unreadable: z.number(),
  byTask: z.array(z.object({ task: z.string(), service: z.object({ p50Ms: z.number() }) })),
  warnings: z.array(z.object({ code: z.string() })),
});

describe('headcount record', { timeout: 60_000 }, () => {
  let server: { readonly url: string } & AsyncDisposable;
  let broker: Broker;
  let directory: string;
  before(async () => {
    server = await startServer('embedded');
    broker = await connectBroker(server.url);
    directory = await mkdtemp(join(tmpdir(), 'headcount-record-'));
  });
  after(async () => {
    await broker.close();
    await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  async function publish(type: string, uuid: string, sec: number, more: object = {}): Promise<number> {
    const event = encodeEvent({ type, hostname: 'w1@vm', uuid, timestamp: sec, ...more });
    return await broker.signals.publish(event.channel, event.text);
  }

  /** `count` tasks of 100 ms, one a second, the last of them now. */
  async function tell(count: number): Promise<void> {
    const firstSec = Date.now() / 1000 - count;
    while ((await publish('task-nonsense', 'x', firstSec)) === 0);
    for (let i = 0; i < count; i++) {
      await publish('task-received', `t${i}`, firstSec + i, { name: 'shop.add', retries: 0 });
      await publish('task-started', `t${i}`, firstSec + i + 0.01);
      await publish('task-succeeded', `t${i}`, firstSec + i + 0.12, { runtime: 0.1 });
    }
  }

  it('ends early at a signal with what it has, which plan takes', async () => {
    let interrupt = (): void => {};
    const trace = join(directory, 'early.jsonl');
    const running = runCommand(
      recordCommand,
      ['record', '-b', server.url, '--for', '1h', '--json', '-o', trace],
      {
        onSignal: (signal, callback) => {
          if (signal === 'SIGINT') interrupt = callback;
        },
      },
    );
    await tell(20);
    interrupt();
    const { code, out, err } = await running;
    assert.equal(code, 130, err);
    const summary = summarySchema.parse(JSON.parse(out));
    assert.equal(summary.tasks, 20);
    assert.ok(summary.unreadable > 0);
    assert.equal(summary.byTask[0]?.task, 'shop.add');
    assert.ok(Math.abs((summary.byTask[0]?.service.p50Ms ?? 0) - 100) < 1);
    assert.ok(summary.warnings.some(({ code: warning }) => warning === 'sent-unknown'));

    const plan = await runCommand(planCommand, ['plan', trace, '--concurrency', '2']);
    assert.equal(plan.code, 0, plan.err);
    assert.match(plan.err, /20 tasks in 19 s: 1\.05\/s on average/);
    assert.match(plan.out, /^Plan for 1\.05\/s of 100 ms, 2 slots a worker/m);
    const faster = await runCommand(planCommand, ['plan', trace, '--concurrency', '2', '--rate', '50/s']);
    assert.match(faster.out, /^Plan for 50\/s of 100 ms/m);
  });

  it('ends by itself, for people', async () => {
    const trace = join(directory, 'timed.jsonl');
    const args = ['record', '-b', server.url, '--for', '1500ms', '-o', trace, '-Q', 'celery,mail'];
    const running = runCommand(recordCommand, args);
    await tell(3);
    const { code, out } = await running;
    assert.equal(code, 0);
    assert.match(out, /^Recorded 3 tasks of 1 types from 1 workers in 1\.5/m);
    assert.match(out, /^ {2}shop\.add: 3 .*\n {4}wait .*\n {4}service mean 100 ms/m);
    assert.match(out, /^ {2}queue mail: 0 waiting on average, 0 at most/m);
    assert.match(out, /headcount plan .*timed\.jsonl --concurrency 8/);
  });

  it('plans from a trace with few durations, and says that it may be too small', async () => {
    const trace = join(directory, 'few.jsonl');
    const line = (time: number): string =>
      `${JSON.stringify({ time, task: 'a', duration: time % 2 === 0 ? 100 : null })}\n`;
    await writeFile(trace, Array.from({ length: 20 }, (_, i) => line(1000 + i)).join(''));
    const plan = await runCommand(planCommand, ['plan', trace, '--concurrency', '2']);
    assert.equal(plan.code, 0, plan.err);
    assert.match(plan.err, /^warning: the durations of 10 tasks are not known/m);
    const given = await runCommand(planCommand, ['plan', trace, '--concurrency', '2', '--service', '1s']);
    assert.doesNotMatch(given.err, /warning/);
  });

  it('refuses a time that is none, and a trace without a number of slots', async () => {
    assert.equal((await runCommand(recordCommand, ['record', '--for', 'soon'])).code, 2);
    const plan = await runCommand(planCommand, ['plan', join(directory, 'timed.jsonl')]);
    assert.equal(plan.code, 2);
    assert.match(plan.err, /needs --concurrency/);
  });
});
