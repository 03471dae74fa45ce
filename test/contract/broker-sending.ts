// Outlets: tasks written straight into what goes to the server must arrive as those that are sent one by one.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { taskEncoder, taskWriter } from '../../src/broker/index.ts';
import { eventually, idOf, idsOf, reserveCount } from './broker-harness.ts';
import type { OpenHarness } from './broker.ts';

const TEMPLATE = { name: 'test.task', queue: 'q' };
const withoutTag = (envelope: string): string => envelope.replace(/"delivery_tag":"[^"]+"/, '');

export function brokerSending(open: OpenHarness): void {
  it('delivers what an outlet sent as if it had been sent one by one, in its order, each with a tag of its own', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    const outlet = broker.sender.outlet('q');
    const [write, writeOther] = [taskWriter(TEMPLATE), taskWriter({ ...TEMPLATE, name: 'test.öther' })];
    const bodies = [[], [1, 'a', 2.5], ['ä€'], ['x'.repeat(20_000)], [null, { deep: [1] }]];
    outlet.add(write, '0', [], { key: 'ü' });
    for (const [i, args] of bodies.entries()) outlet.add(i === 2 ? writeOther : write, `${i + 1}`, args);
    await outlet.take()?.send();
    const deliveries = await reserveCount(consumer, bodies.length + 1);
    const encode = taskEncoder(TEMPLATE);
    const expected = bodies.map((args, i) =>
      (i === 2 ? taskEncoder({ ...TEMPLATE, name: 'test.öther' }) : encode)(`${i + 1}`, args),
    );
    assert.deepEqual(
      deliveries.map(({ envelope }) => withoutTag(envelope)),
      [encode('0', [], { key: 'ü' }), ...expected].map(withoutTag),
    );
    const tags = deliveries.map(({ envelope }) => /"delivery_tag":"([^"]+)"/.exec(envelope)?.[1]);
    assert.equal(new Set(tags).size, deliveries.length);
  });

  it('sends thousands, and very big ones, through an outlet', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    const outlet = broker.sender.outlet('q', 3);
    const write = taskWriter({ ...TEMPLATE, priority: 3 });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 2500; i++) outlet.add(write, `${i}`, [i]);
      outlet.add(write, 'big', ['y'.repeat(3_000_000)]);
      await outlet.take()?.send();
      const ids = idsOf(await reserveCount(consumer, 2501, 500));
      assert.deepEqual(ids, [...Array.from({ length: 2500 }, (_, i) => `${i}`), 'big']);
    }
  });

  it('leaves out a task that cannot be written, and has nothing to send when nothing was added', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    const outlet = broker.sender.outlet('q');
    const write = taskWriter(TEMPLATE);
    const circular: unknown[] = [];
    circular.push(circular);
    assert.equal(outlet.take(), undefined);
    assert.throws(() => outlet.add(write, 'bad', circular), TypeError);
    assert.equal(outlet.take(), undefined);
    outlet.add(write, 'good', [1]);
    assert.throws(() => outlet.add(write, 'bad', ['some text', circular]), TypeError);
    outlet.add(write, 'better', [2]);
    await outlet.take()?.send();
    assert.deepEqual(idsOf(await reserveCount(consumer, 2)), ['good', 'better']);
  });

  it('sends a parcel again after an outage, and not once more when the server has confirmed it', async () => {
    await using harness = await open();
    const line = await harness.line();
    const { broker } = await harness.worker(['q'], { url: line.url });
    const { consumer } = await harness.worker();
    const outlet = broker.sender.outlet('q');
    const write = taskWriter(TEMPLATE);
    for (let i = 0; i < 50; i++) outlet.add(write, `first-${i}`, [i]);
    const parcel = outlet.take();
    assert.ok(parcel !== undefined);
    line.deafen();
    const unheard = assert.rejects(parcel.send(), { code: 'BROKER_UNREACHABLE' });
    await eventually('they have arrived', async () => (await harness.raw.llen('q')) === 50);
    line.cut();
    await unheard;
    for (let i = 0; i < 50; i++) outlet.add(write, `second-${i}`, [i]);
    line.mend();
    await Promise.all([outlet.take()?.send(), parcel.send()]);
    await parcel.send();
    const times = new Map<string, number>();
    for (const delivery of await reserveCount(consumer, 150, 50))
      times.set(idOf(delivery), (times.get(idOf(delivery)) ?? 0) + 1);
    for (let i = 0; i < 50; i++)
      assert.deepEqual([times.get(`first-${i}`), times.get(`second-${i}`)], [2, 1]);
    assert.equal(await harness.raw.llen('q'), 0);
  });
}
