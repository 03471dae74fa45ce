import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeBody, decodeEnvelope, encodeTask, retriedEnvelope } from '../../../src/broker/index.ts';

const ETA = '2026-11-20T04:23:35.407000+00:00';
const SAME = { taskId: 't', retries: 1, eta: ETA, args: null, kwargs: null };

function read(envelope: string) {
  const decoded = decodeEnvelope(envelope);
  assert.ok(decoded.kind === 'task');
  const body = decodeBody(decoded.task.body);
  assert.ok(body.kind === 'body');
  return { ...decoded.task, ...body };
}

describe('the message of another try', () => {
  const embed = { callbacks: [{ task: 'then' }], errbacks: null, chain: null, chord: { task: 'body' } };
  const first = encodeTask({
    id: 't',
    name: 'add',
    args: [1, 'ä'],
    kwargs: { a: 1 },
    queue: 'q',
    group: 'g',
    embed,
  });

  it('is the same but for retries, time, parent and tag', () => {
    const again = retriedEnvelope(first, SAME);
    const { body: _, ...before } = read(first);
    const { body: _body, ...after } = read(again);
    assert.deepEqual(after, { ...before, retries: 1, eta: ETA, parentId: 't' });
    const tags = [first, again].map((text) => /"delivery_tag":"([^"]+)"/.exec(text)?.[1]);
    assert.equal(new Set(tags).size, 2);
  });

  it('keeps headers of the sender, and forgets what befell this delivery', () => {
    const extra = '"redelivered":true,"x-headcount-losses":2,"mine":{"a":1},';
    const again = retriedEnvelope(first.replace('"headers":{', `"headers":{${extra}`), SAME);
    const { redelivered, losses } = read(again);
    assert.deepEqual({ redelivered, losses }, { redelivered: false, losses: 0 });
    assert.match(again, /"mine":\{"a":1\}/);
  });

  it('takes other arguments', () => {
    const {
      args,
      kwargs,
      argsRepr,
      kwargsRepr,
      embed: kept,
    } = read(retriedEnvelope(first, { ...SAME, args: [2], kwargs: { b: 'x' } }));
    assert.deepEqual({ args, kwargs, kept }, { args: [2], kwargs: { b: 'x' }, kept: embed });
    assert.deepEqual([argsRepr, kwargsRepr], ['(2,)', "{'b': 'x'}"]);
  });

  it('is of protocol 1 if the first one was', () => {
    const body = { task: 'add', id: 't', args: [1], kwargs: {}, retries: 0, eta: null, taskset: 'g' };
    const legacy = JSON.stringify({
      body: Buffer.from(JSON.stringify(body)).toString('base64'),
      'content-type': 'application/json',
      headers: {},
      properties: { body_encoding: 'base64', delivery_info: { exchange: '', routing_key: 'q' } },
    });
    const { retries, eta, args, group } = read(retriedEnvelope(legacy, { ...SAME, args: [7] }));
    assert.deepEqual({ retries, eta, args, group }, { retries: 1, eta: ETA, args: [7], group: 'g' });
  });
});
