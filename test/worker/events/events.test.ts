// What a worker tells monitors: which events, in which form, and nothing when nobody asked.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeEvents, EVENT_CHANNELS, type Broker, type CeleryEvent } from '../../../src/broker/index.ts';
import { Asked, NODE } from '../control/ask.ts';
import { startServer } from '../worker-harness.ts';

class Monitor {
  readonly events: CeleryEvent[] = [];
  readonly channels = new Set<string>();
  #changed: () => void = () => {};

  static async on(broker: Broker): Promise<Monitor> {
    const monitor = new Monitor();
    await broker.signals.listen(EVENT_CHANNELS, (channel, text) => monitor.#hear(channel, text));
    return monitor;
  }

  /** The types of one task's events, in order, once there are so many. */
  async ofTask(id: string | undefined, count: number): Promise<readonly CeleryEvent[]> {
    return await this.until(() => this.events.filter((event) => event['uuid'] === id), count);
  }

  async until(find: () => readonly CeleryEvent[], count: number): Promise<readonly CeleryEvent[]> {
    while (find().length < count) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
    return find();
  }

  #hear(channel: string, text: string): void {
    const decoded = decodeEvents(text);
    assert.ok(decoded.kind === 'events');
    this.channels.add(channel);
    this.events.push(...decoded.events);
    this.#changed();
  }
}

const typesOf = (events: readonly CeleryEvent[]): readonly string[] => events.map(({ type }) => type);

describe('events', { timeout: 60_000 }, () => {
  let server: { readonly url: string } & AsyncDisposable;
  before(async () => {
    server = await startServer('embedded');
  });
  after(() => server[Symbol.asyncDispose]());

  it('tells the whole life of a task, with a clock that goes on', async () => {
    await using asked = await Asked.start(server.url, { taskEvents: true });
    const monitor = await Monitor.on(asked.broker);
    const [id] = await asked.harness.send('add', [[1, 2]]);
    const [received, started, succeeded] = await monitor.ofTask(id, 3);
    assert.ok(received !== undefined);
    const { clock, timestamp, pid, utcoffset, ...fields } = received;
    assert.deepEqual(fields, {
      hostname: NODE,
      type: 'task-received',
      uuid: id,
      name: 'add',
      args: '(1, 2)',
      kwargs: '{}',
      root_id: id,
      parent_id: null,
      retries: 0,
      eta: null,
      expires: null,
    });
    assert.equal(pid, process.pid);
    assert.ok(typeof timestamp === 'number' && Math.abs(timestamp - Date.now() / 1000) < 60);
    assert.ok(Number.isInteger(utcoffset));
    assert.equal(started?.type, 'task-started');
    assert.equal(succeeded?.type, 'task-succeeded');
    assert.equal(succeeded['result'], '3');
    assert.equal(typeof succeeded['runtime'], 'number');
    assert.ok(Number(clock) < Number(started['clock']));
    assert.ok(Number(started['clock']) < Number(succeeded['clock']));
    assert.deepEqual([...monitor.channels], ['celeryev/task.multi']);
  });

  it('tells of failures, of unknown tasks, of expired and of revoked ones', async () => {
    await using asked = await Asked.start(server.url, { taskEvents: true, heartbeatIntervalSec: 0 });
    const monitor = await Monitor.on(asked.broker);
    const [failing] = await asked.harness.send('fail', [[]]);
    const failed = (await monitor.ofTask(failing, 3))[2];
    assert.equal(failed?.type, 'task-failed');
    assert.equal(failed['exception'], "TypeError('oops')");
    assert.match(String(failed['traceback']), /oops/);
    const [unknown] = await asked.harness.send('nosuch', [[]]);
    const [refused] = await monitor.ofTask(unknown, 1);
    assert.equal(refused?.['exception'], "NotRegistered('nosuch')");
    const [late] = await asked.harness.send('add', [[1, 2]], { expires: '2000-01-01T00:00:00.000000+00:00' });
    const expired = (await monitor.until(() => monitor.events.filter(isRevokeOf(late)), 1))[0];
    assert.deepEqual([expired?.['expired'], expired?.['terminated']], [true, false]);
    const [running] = await asked.harness.send('wait', [['a']]);
    await asked.gate.arrived(1);
    await asked.ask('terminate', { signal: 'KILL', task_id: running });
    const revoked = (await monitor.until(() => monitor.events.filter(isRevokeOf(running)), 1))[0];
    assert.deepEqual([revoked?.['terminated'], revoked?.['signum']], [true, 9]);
  });

  it('sends task events only when asked to, and stops when asked to', async () => {
    await using asked = await Asked.start(server.url, { heartbeatIntervalSec: 0 });
    const monitor = await Monitor.on(asked.broker);
    const [quiet] = await asked.harness.send('add', [[1, 2]]);
    await asked.harness.result(quiet ?? '');
    assert.deepEqual(await asked.ask('enable_events'), { ok: 'task events enabled' });
    assert.deepEqual(await asked.ask('enable_events'), { ok: 'task events already enabled' });
    const [loud] = await asked.harness.send('add', [[1, 2]]);
    assert.deepEqual(typesOf(await monitor.ofTask(loud, 3)), [
      'task-received',
      'task-started',
      'task-succeeded',
    ]);
    assert.deepEqual(await asked.ask('disable_events'), { ok: 'task events disabled' });
    const [again] = await asked.harness.send('add', [[1, 2]]);
    await asked.harness.result(again ?? '');
    assert.deepEqual(await asked.ask('disable_events'), { ok: 'task events already disabled' });
    assert.deepEqual(
      monitor.events.filter(({ uuid }) => uuid !== loud),
      [],
    );
  });

  it('sends a turn full of events as one list', async () => {
    await using asked = await Asked.start(server.url, { taskEvents: true, heartbeatIntervalSec: 0 });
    const lists: number[] = [];
    await asked.broker.signals.listen(EVENT_CHANNELS, (_channel, text) => {
      const decoded = decodeEvents(text);
      lists.push(decoded.kind === 'events' ? decoded.events.length : 0);
    });
    const count = 50;
    const ids = await asked.harness.send(
      'add',
      Array.from({ length: count }, () => [1, 2]),
    );
    for (const id of ids) await asked.harness.result(id);
    await asked.ask('ping');
    assert.equal(
      lists.reduce((sum, length) => sum + length, 0),
      3 * count,
    );
    assert.ok(lists.length < count, `${lists.length} lists`);
  });

  it('tells that it is there, that it lives, and that it goes after its last task', async () => {
    await using asked = await Asked.start(server.url, { heartbeatIntervalSec: 0.02 });
    const monitor = await Monitor.on(asked.broker);
    const beats = (type: string) => () => monitor.events.filter((event) => event.type === type);
    await asked.harness.send('wait', [['a']]);
    await asked.gate.arrived(1);
    const busy = () => beats('worker-heartbeat')().filter(({ active }) => active === 1);
    const [heartbeat] = await monitor.until(busy, 1);
    assert.equal(heartbeat?.hostname, NODE);
    assert.deepEqual(
      [heartbeat['freq'], heartbeat['processed'], heartbeat['sw_ident']],
      [0.02, 1, 'headcount'],
    );
    assert.ok(Array.isArray(heartbeat['loadavg']) && heartbeat['loadavg'].length === 3);
    await asked.remote.tell({ method: 'shutdown' });
    assert.deepEqual(await asked.ask('ping'), { ok: 'pong' });
    const before = beats('worker-heartbeat')().length;
    await monitor.until(beats('worker-heartbeat'), before + 2);
    assert.deepEqual(beats('worker-offline')(), []);
    asked.gate.open();
    await monitor.until(beats('worker-offline'), 1);
  });

  it('beats once more when told to', async () => {
    await using asked = await Asked.start(server.url, { heartbeatIntervalSec: 3600 });
    const monitor = await Monitor.on(asked.broker);
    assert.equal(await asked.ask('heartbeat'), null);
    await monitor.until(() => monitor.events, 1);
    assert.deepEqual(typesOf(monitor.events), ['worker-heartbeat']);
  });
});

function isRevokeOf(id: string | undefined): (event: CeleryEvent) => boolean {
  return (event) => event['uuid'] === id && event.type === 'task-revoked';
}
