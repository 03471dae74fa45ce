// Events while the broker is away: kept up to a bound, sent first when it is back.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  connectBroker,
  decodeEvents,
  EVENT_CHANNELS,
  startEmbeddedBroker,
} from '../../../src/broker/index.ts';
import { EventOutbox } from '../../../src/worker/events/event-outbox.ts';
import { LamportClock } from '../../../src/worker/events/lamport-clock.ts';
import { Sleepable } from '../../broker/sleepable.ts';

describe('the event outbox', { timeout: 60_000 }, () => {
  it('keeps task events while the broker is away, and sends them first when it is back', async () => {
    await using server = await startEmbeddedBroker();
    await using line = await Sleepable.inFrontOf(server.url);
    await using away = await connectBroker(line.url);
    await using near = await connectBroker(server.url);
    const heard: string[] = [];
    await near.signals.listen(EVENT_CHANNELS, (_channel, text) => {
      const decoded = decodeEvents(text);
      if (decoded.kind === 'events') heard.push(...decoded.events.map(({ type }) => type));
    });
    const outbox = new EventOutbox({ signals: away.signals, nodeName: 'w@vm', clock: new LamportClock() });
    line.cut();
    outbox.add('task-received', {});
    outbox.add('task-started', {});
    outbox.send('worker-heartbeat', {});
    await outbox.flush();
    assert.equal(heard.length, 0);
    line.mend();
    while (heard.length < 4) {
      outbox.send('worker-heartbeat', {});
      await outbox.flush();
    }
    assert.deepEqual(heard.slice(0, 2), ['task-received', 'task-started']);
    assert.equal(heard.filter((type) => type.startsWith('task')).length, 2);
  });
});

describe('the logical clock', () => {
  it('goes past what it has seen, and never back', () => {
    const clock = new LamportClock();
    assert.equal(clock.forward(), 1);
    assert.equal(clock.adjust(10), 11);
    assert.equal(clock.adjust(3), 12);
    assert.equal(clock.value, 12);
  });
});
