import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  decodeBody,
  decodeEnvelope,
  EMPTY_EMBED,
  encodeTask,
  formatCeleryDate,
  taskEncoder,
  type OutgoingTask,
} from '../../../src/broker/index.ts';
import { markRedelivered } from '../../../src/broker/message/index.ts';
import { celeryMessage } from '../../fixtures/celery-messages.ts';

/** Names of all fields, nested ones with a dot. */
function fieldNames(text: string): readonly string[] {
  const names: string[] = [];
  const visit = (value: unknown, prefix: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      names.push(prefix + key);
      visit(inner, `${prefix}${key}.`);
    }
  };
  visit(JSON.parse(text), '');
  return names.toSorted();
}

const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
const nullableText = fc.option(fc.string(), { nil: null });
const date = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((when) => formatCeleryDate(when));
const seconds = fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: null });

const outgoing: fc.Arbitrary<OutgoingTask> = fc.record({
  id: fc.string({ minLength: 1 }),
  name: fc.string({ minLength: 1 }),
  args: fc.array(json),
  kwargs: fc.dictionary(fc.string(), json, { noNullPrototype: true }),
  queue: fc.string({ unit: 'grapheme' }),
  priority: fc.integer({ min: 0, max: 9 }),
  eta: fc.option(date, { nil: null }),
  expires: fc.option(date, { nil: null }),
  retries: fc.nat(100),
  timeLimitSec: fc.record({ hard: seconds, soft: seconds }, { noNullPrototype: true }),
  ignoreResult: fc.option(fc.boolean(), { nil: null }),
  rootId: fc.string(),
  parentId: nullableText,
  group: nullableText,
  groupIndex: fc.option(fc.nat(), { nil: null }),
  shadow: nullableText,
  correlationId: fc.string(),
  replyTo: fc.string(),
});

describe('writing task messages', () => {
  it('writes every field that Celery 5.6 writes', () => {
    const ours = encodeTask({ id: 'i', name: 'tapp.add', args: [1, 2], queue: 'celery' });
    assert.deepEqual(fieldNames(ours), fieldNames(celeryMessage('captured')));
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(outgoing, (task) => {
        const decoded = decodeEnvelope(encodeTask(task));
        assert.equal(decoded.kind, 'task');
        const { args, kwargs, ...sent } = task;
        const { body, redelivered, losses, origin, argsRepr, kwargsRepr, ...header } = decoded.task;
        assert.deepEqual(header, sent);
        assert.deepEqual([redelivered, losses], [false, 0]);
        assert.match(origin, /^gen\d+@/);
        assert.ok(argsRepr.startsWith('(') && kwargsRepr.startsWith('{'));
        assert.deepEqual(decodeBody(body), { kind: 'body', args, kwargs, embed: EMPTY_EMBED });
      }),
      { numRuns: 200 },
    );
  });

  it('carries what has to happen afterwards', () => {
    const embed = { ...EMPTY_EMBED, chain: [{ task: 'next', args: [1] }], chord: { task: 'all' } };
    const decoded = decodeEnvelope(encodeTask({ id: 'i', name: 't', args: [], queue: 'q', embed }));
    assert.equal(decoded.kind, 'task');
    const body = decodeBody(decoded.task.body);
    assert.deepEqual(body.kind === 'body' && body.embed, embed);
  });

  it('leaves to the worker whether a result is wanted, unless told', () => {
    const decoded = decodeEnvelope(encodeTask({ id: 'i', name: 't', args: [], queue: 'q' }));
    assert.equal(decoded.kind === 'task' && decoded.task.ignoreResult, null);
  });

  it('makes the same messages one by one and from a template, each with a tag of its own', () => {
    const template = { name: 't', queue: 'q', priority: 3 };
    const encode = taskEncoder(template);
    const tags = new Set<string>();
    const withoutTag = (text: string): string =>
      text.replace(/"delivery_tag":"([^"]+)"/, (_, tag: string) => {
        tags.add(tag);
        return '';
      });
    const texts = [encode('i', [1]), encode('i', [1]), encodeTask({ ...template, id: 'i', args: [1] })];
    assert.equal(new Set(texts.map(withoutTag)).size, 1);
    assert.equal(tags.size, 3);
  });

  it('is not disturbed by an argument that makes a message itself, or cannot be written', () => {
    const encode = taskEncoder({ name: 't', queue: 'q' });
    let inner = '';
    const nested = {
      toJSON: () => {
        inner = encode('inner', [1, 'text']);
        return 'nested';
      },
    };
    const unwritable = {
      toJSON: () => {
        throw new Error('no');
      },
    };
    const bodyOf = (envelope: string): unknown => {
      const decoded = decodeEnvelope(envelope);
      const body = decoded.kind === 'task' ? decodeBody(decoded.task.body) : decoded;
      return body.kind === 'body' ? [body.args, body.kwargs] : body;
    };
    for (const [args, kwargs] of [
      [['before', nested, 'after'], { key: 1 }],
      [['before'], { key: nested }],
    ] as const) {
      assert.throws(() => encode('bad', [unwritable]), /no/);
      assert.throws(() => encode('bad', [1], { unwritable }), /no/);
      assert.deepEqual(bodyOf(encode('outer', args, kwargs)), JSON.parse(JSON.stringify([args, kwargs])));
      assert.deepEqual(bodyOf(inner), [[1, 'text'], {}]);
    }
  });

  it('says in milliseconds when it expires', () => {
    const expires = formatCeleryDate(new Date(Date.now() + 60_000));
    const text = encodeTask({ id: 'i', name: 't', args: [], queue: 'q', expires });
    const expiration = Number(/"expiration":"(\d+)"/.exec(text)?.[1]);
    assert.ok(expiration > 0 && expiration <= 60_000, String(expiration));
  });

  it('marks what is delivered again in both places, and leaves alone what it cannot read', () => {
    const marked = decodeEnvelope(markRedelivered(celeryMessage('captured')));
    assert.equal(marked.kind === 'task' && marked.task.redelivered, true);
    assert.deepEqual(
      fieldNames(markRedelivered(celeryMessage('captured'))),
      fieldNames(celeryMessage('restored')),
    );
    for (const text of [
      'no json',
      '[1]',
      '{"headers": 1}',
      `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    ]) {
      assert.equal(markRedelivered(text), text);
    }
  });
});
