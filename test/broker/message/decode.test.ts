import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeBody, decodeEnvelope, type DecodedBody, type TaskHeader } from '../../../src/broker/index.ts';
import { CELERY_MESSAGES, celeryMessage } from '../../fixtures/celery-messages.ts';

function headerOf(name: string): TaskHeader {
  const decoded = decodeEnvelope(celeryMessage(name));
  assert.equal(decoded.kind, 'task', name);
  return decoded.task;
}

function bodyOf(name: string): Extract<DecodedBody, { kind: 'body' }> {
  const body = decodeBody(headerOf(name).body);
  assert.equal(body.kind, 'body', name);
  return body;
}

describe('reading task messages', () => {
  it('reads what Celery 5.6 sends', () => {
    const { body, ...header } = headerOf('captured');
    const id = '97c12023-35c3-4784-8422-a0f95ead84d2';
    assert.deepEqual(header, {
      id,
      name: 'tapp.add',
      queue: 'celery',
      priority: 0,
      eta: null,
      expires: null,
      retries: 0,
      timeLimitSec: { hard: null, soft: null },
      rootId: id,
      parentId: null,
      group: null,
      groupIndex: null,
      correlationId: id,
      replyTo: 'd34946ae-3920-3d31-b224-3a221f2562f8',
      ignoreResult: false,
      redelivered: false,
      losses: 0,
      origin: 'gen19357@vm',
      shadow: null,
      argsRepr: '(1, 2)',
      kwargsRepr: '{}',
    });
    const embed = { callbacks: null, errbacks: null, chain: null, chord: null };
    assert.deepEqual(decodeBody(body), { kind: 'body', args: [1, 2], kwargs: {}, embed });
  });

  it('reads every header that says something', () => {
    const header = headerOf('countdown');
    assert.equal(header.eta, '2026-11-20T04:23:35.407127+00:00');
    assert.equal(header.expires, '2026-11-20T05:23:35.407127+00:00');
    assert.deepEqual(header.timeLimitSec, { hard: 30, soft: 20.5 });
    assert.deepEqual(
      [header.retries, header.parentId, header.group, header.groupIndex, header.shadow],
      [2, 'p', 'g', 3, 'shown'],
    );
    assert.deepEqual([header.ignoreResult, header.priority], [true, 6]);
    assert.deepEqual(headerOf('one limit').timeLimitSec, { hard: 1, soft: null });
    assert.equal(headerOf('restored').redelivered, true);
  });

  it('keeps the chain, whose last element runs next', () => {
    const { embed } = bodyOf('chain');
    assert.deepEqual(
      embed.chain?.map(({ options }) => options),
      [{ task_id: 'b' }, { task_id: 'a' }],
    );
  });

  it('reads protocol 1', () => {
    const header = headerOf('protocol 1');
    assert.deepEqual(
      [header.id, header.name, header.retries, header.group],
      ['old-1', 'tapp.add', 1, 'set-1'],
    );
    assert.equal(header.eta, '2026-11-20T04:23:35');
    assert.deepEqual(header.timeLimitSec, { hard: 10, soft: 5 });
    assert.deepEqual([header.argsRepr, header.kwargsRepr], ['(1, 2)', "{'x': None}"]);
    assert.deepEqual([bodyOf('protocol 1').args, bodyOf('protocol 1').kwargs], [[1, 2], { x: null }]);
  });

  it('refuses a protocol 1 body that is too big to be opened for its name', () => {
    const body = JSON.stringify({ task: 't', id: 'i', args: ['x'.repeat(2_000_000)], kwargs: {} });
    const text = JSON.stringify({ body, 'content-type': 'application/json', headers: {}, properties: {} });
    const decoded = decodeEnvelope(text);
    assert.match(decoded.kind === 'malformed' ? decoded.reason : '', /protocol 1 body is longer/);
  });

  it('refuses a message above 16 MiB unread', () => {
    const decoded = decodeEnvelope('x'.repeat(16 * 1024 * 1024 + 1));
    assert.match(decoded.kind === 'malformed' ? decoded.reason : '', /longer than 16777216/);
  });

  for (const [name, { text, reason, bodyReason }] of Object.entries(CELERY_MESSAGES)) {
    it(`survives: ${name}`, () => {
      const decoded = decodeEnvelope(text);
      if (reason !== undefined) {
        assert.ok(decoded.kind === 'malformed' && decoded.reason.includes(reason), JSON.stringify(decoded));
        return;
      }
      assert.equal(decoded.kind, 'task');
      const body = decodeBody(decoded.task.body);
      if (bodyReason === undefined) assert.equal(body.kind, 'body');
      else assert.ok(body.kind === 'malformed' && body.reason.includes(bodyReason), JSON.stringify(body));
    });
  }

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        decodeEnvelope(text);
        decodeBody({ text, encoding: 'none' });
        decodeBody({ text, encoding: 'base64' });
      }),
      { numRuns: 300 },
    );
  });

  it('never throws, whatever a field is changed to', () => {
    const paths = fieldPaths(JSON.parse(celeryMessage('countdown')));
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const envelope: unknown = JSON.parse(celeryMessage('countdown'));
        replace(envelope, path, value);
        const decoded = decodeEnvelope(JSON.stringify(envelope));
        if (decoded.kind === 'task') decodeBody(decoded.task.body);
        else assert.notEqual(decoded.reason, '');
      }),
      { numRuns: 500 },
    );
  });

  it('survives nesting of any depth', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    assert.equal(decodeBody({ text: `[${deep}, {}, null]`, encoding: 'none' }).kind, 'body');
    assert.equal(decodeEnvelope(deep).kind, 'malformed');
  });
});

type Path = readonly string[];

function fieldPaths(value: unknown, above: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [above];
  return [
    above,
    ...Object.entries(value).flatMap(([key, inner]) => fieldPaths(inner, [...above, key])),
  ].filter((path) => path.length > 0);
}

function replace(target: unknown, [key, ...rest]: Path, value: unknown): void {
  if (typeof target !== 'object' || target === null || key === undefined) return;
  if (rest.length === 0) Object.assign(target, { [key]: value });
  else replace(Reflect.get(target, key), rest, value);
}
