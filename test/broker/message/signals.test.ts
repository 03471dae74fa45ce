// Control requests, their answers and events: what is written can be read, and what cannot be read is refused.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  answerAddress,
  answerList,
  decodeAnswer,
  decodeEvents,
  decodeRequest,
  encodeAnswer,
  encodeEvent,
  encodeEventList,
  encodeRequest,
} from '../../../src/broker/index.ts';

/** As a Celery 5.2 client published it. */
const CAPTURED =
  '{"body": "eyJtZXRob2QiOiAicGluZyIsICJhcmd1bWVudHMiOiB7fSwgImRlc3RpbmF0aW9uIjogbnVsbCwgInBhdHRlcm4iOiBudWxsLCAibWF0Y2hlciI6IG51bGwsICJ0aWNrZXQiOiAiMjI3MGI4MmYtOTI2Zi00ZjMzLThkNTAtNTI2MTExMDE1OTBlIiwgInJlcGx5X3RvIjogeyJleGNoYW5nZSI6ICJyZXBseS5jZWxlcnkucGlkYm94IiwgInJvdXRpbmdfa2V5IjogImI3MDUwNDcwLWMyYWYtMzVjNS1hY2FmLWNhOTU1NDEyYTU3MCJ9fQ==", "content-encoding": "utf-8", "content-type": "application/json", "headers": {"clock": 1, "expires": 1795154136.568081}, "properties": {"delivery_mode": 2, "delivery_info": {"exchange": "celery.pidbox", "routing_key": ""}, "priority": 0, "body_encoding": "base64", "delivery_tag": "4b62eb98-c20a-465f-a8f9-4c2314fea9ca"}}';

const REQUEST = {
  method: 'ping',
  arguments: {},
  destination: null,
  ticket: 't',
  replyTo: answerAddress('me'),
  expiresAtSec: 0,
};

function requestWith(body: unknown): string {
  return JSON.stringify({ body: JSON.stringify(body), 'content-type': 'application/json' });
}

describe('control requests', () => {
  it("reads Celery's own", () => {
    const decoded = decodeRequest(CAPTURED);
    assert.equal(decoded.kind, 'request');
    assert.deepEqual(decoded.kind === 'request' && decoded.request, {
      method: 'ping',
      arguments: {},
      destination: null,
      pattern: null,
      matcher: null,
      ticket: '2270b82f-926f-4f33-8d50-52611101590e',
      replyTo: { exchange: 'reply.celery.pidbox', routingKey: 'b7050470-c2af-35c5-acaf-ca955412a570' },
      clock: 1,
    });
  });

  it('writes what it reads, with every field a Python worker dies without', () => {
    const decoded = decodeRequest(encodeRequest({ ...REQUEST, destination: ['a@b'] }));
    assert.deepEqual(decoded.kind === 'request' && decoded.request.destination, ['a@b']);
    const envelope: unknown = JSON.parse(encodeRequest(REQUEST));
    const { properties } = envelope as { properties: Record<string, unknown> };
    assert.deepEqual(properties['delivery_info'], { exchange: 'celery.pidbox', routing_key: '' });
    assert.equal(typeof properties['delivery_tag'], 'string');
  });

  it('answers only into lists made for answers', () => {
    assert.equal(answerList(answerAddress('me')), 'me.reply.celery.pidbox');
    for (const exchange of ['', 'celery', 'reply.celery.pidbox.other', 'xreply.celery.pidbox']) {
      const body = { method: 'ping', reply_to: { exchange, routing_key: 'celery' } };
      assert.equal(decodeRequest(requestWith(body)).kind, 'malformed', exchange);
    }
  });

  it('refuses what is no request, with the reason', () => {
    const bad: readonly unknown[] = [
      [],
      null,
      {},
      { method: 1 },
      { method: 'ping', arguments: [] },
      { method: 'ping', destination: [1] },
      { method: 'ping', pattern: {} },
      { method: 'ping', ticket: 1 },
      { method: 'ping', reply_to: 'me' },
    ];
    for (const body of bad) assert.equal(decodeRequest(requestWith(body)).kind, 'malformed');
    for (const text of ['', '{', '[]', '{"body": 1}', '{"content-type": "application/x-python-serialize"}']) {
      assert.equal(decodeRequest(text).kind, 'malformed', text);
    }
  });

  it('never throws, whatever is broadcast', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.json().map(requestWith)), (text) => {
        assert.ok(['request', 'malformed'].includes(decodeRequest(text).kind));
        assert.ok(['answer', 'malformed'].includes(decodeAnswer(text).kind));
        assert.ok(['events', 'malformed'].includes(decodeEvents(text).kind));
      }),
    );
  });

  it('never throws for an envelope with one field replaced', () => {
    const fields = ['body', 'content-type', 'headers', 'properties', 'content-encoding'];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        const envelope: unknown = JSON.parse(CAPTURED);
        const changed = JSON.stringify({ ...(envelope as object), [field]: value });
        assert.ok(['request', 'malformed'].includes(decodeRequest(changed).kind));
      }),
    );
  });
});

describe('answers', () => {
  it('carries the ticket, the node and the reply', () => {
    const text = encodeAnswer(answerAddress('me'), { node: 'w@h', ticket: 't', reply: { ok: 'pong' } }, 5);
    assert.deepEqual(decodeAnswer(text), {
      kind: 'answer',
      answer: { ticket: 't', node: 'w@h', reply: { ok: 'pong' } },
    });
  });

  it('carries nothing as null', () => {
    const text = encodeAnswer(answerAddress('me'), { node: 'w@h', ticket: null, reply: undefined }, 5);
    const decoded = decodeAnswer(text);
    assert.deepEqual(decoded.kind === 'answer' && decoded.answer.reply, null);
  });
});

describe('events', () => {
  it('travels alone on the channel of its type, or in a list on task.multi', () => {
    const event = { type: 'worker-heartbeat', hostname: 'w@h', freq: 2 };
    const alone = encodeEvent(event);
    assert.equal(alone.channel, 'celeryev/worker.heartbeat');
    assert.deepEqual(decodeEvents(alone.text), { kind: 'events', events: [event] });
    const list = encodeEventList('w@h', [JSON.stringify(event), JSON.stringify(event)]);
    assert.equal(list.channel, 'celeryev/task.multi');
    assert.deepEqual(decodeEvents(list.text), { kind: 'events', events: [event, event] });
  });

  it('reads an empty list, and refuses what has no type', () => {
    assert.deepEqual(decodeEvents(encodeEventList('w@h', []).text), { kind: 'events', events: [] });
    assert.equal(decodeEvents(encodeEventList('w@h', ['{}']).text).kind, 'malformed');
  });
});
