// The one error class, and what is made of things thrown by others.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertNever, describeError, HeadcountError, toError } from '../../src/errors/index.ts';

describe('HeadcountError', () => {
  it('carries code, exit code, hint and cause', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new HeadcountError('BROKER_UNREACHABLE', 'no broker', { hint: 'start one', cause });
    assert.equal(error.name, 'HeadcountError');
    assert.equal(error.code, 'BROKER_UNREACHABLE');
    assert.equal(error.exitCode, 1);
    assert.equal(error.hint, 'start one');
    assert.equal(error.cause, cause);
  });

  it('has no cause at all when none is given', () => {
    const error = new HeadcountError('USAGE', 'unknown option');
    assert.equal(Object.hasOwn(error, 'cause'), false);
    assert.equal(error.hint, undefined);
    assert.equal(error.exitCode, 2);
  });
});

describe('toError', () => {
  it('leaves an Error as it is', () => {
    const error = new TypeError('x');
    assert.equal(toError(error), error);
  });

  it('makes an Error of anything else that was thrown', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    assert.equal(toError('plain').message, 'plain');
    assert.equal(toError({ a: 1 }).message, 'thrown: {"a":1}');
    assert.equal(toError(undefined).message, 'thrown: undefined');
    assert.equal(toError(12n).message, 'thrown: 12');
    assert.equal(toError(circular).message, 'thrown: [object Object]');
    assert.equal(toError(Object.create(null)).message, 'thrown: {}');
  });
});

describe('describeError', () => {
  it('tells the whole chain of causes, outermost first', () => {
    const inner = new Error('connect refused');
    const middle = new Error('no connection', { cause: inner });
    const outer = new HeadcountError('BROKER_UNREACHABLE', 'cannot reach the broker', { cause: middle });
    assert.equal(describeError(outer), 'cannot reach the broker: no connection: connect refused');
  });

  it('says something of an error without a message', () => {
    const refused = new AggregateError([new Error('connect ::1'), new Error('connect 127.0.0.1')], '');
    assert.equal(
      describeError(new Error('no broker', { cause: refused })),
      'no broker: connect ::1, connect 127.0.0.1',
    );
    assert.equal(describeError(new TypeError('')), 'TypeError');
  });

  it('ends when an error is its own cause', () => {
    const first = new Error('first');
    const second = new Error('second', { cause: first });
    first.cause = second;
    assert.equal(describeError(first), 'first: second');
  });
});

describe('assertNever', () => {
  it('reports a case that the types had ruled out as a bug', () => {
    const impossible: never = JSON.parse('{"kind":"new"}') as never;
    assert.throws(() => assertNever(impossible), { code: 'BUG', message: 'unexpected case: {"kind":"new"}' });
  });
});
