import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expandNodeName, expandNodePath } from '../../../src/worker/index.ts';

const HOST = 'george.example.com';

describe('node names', () => {
  const names: readonly (readonly [string, string])[] = [
    ['', 'celery@george.example.com'],
    ['foo', 'foo@george.example.com'],
    ['@bar', 'celery@bar'],
    ['a@b@c', 'a@b@c'],
    ['w1@%h', 'w1@george.example.com'],
    ['w1@%n', 'w1@george'],
    ['%n@%d', 'george@example.com'],
    ['100%%@x', '100%@x'],
    ['w%i%I@x', 'w0@x'],
  ];
  for (const [template, expected] of names) {
    it(`-n "${template}" is ${expected}`, () => assert.equal(expandNodeName(template, HOST), expected));
  }

  it('refuses unknown codes', () => {
    assert.throws(() => expandNodeName('w%z', HOST), { code: 'BAD_OPTION' });
    assert.throws(() => expandNodeName('w%', HOST), { code: 'BAD_OPTION' });
  });

  it('expands file names from the node name', () => {
    assert.equal(
      expandNodePath('/log/%n-%h-%d.log', 'worker1@george.example.com'),
      '/log/worker1-george.example.com-example.com.log',
    );
    assert.equal(expandNodePath('%p%I.pid', 'w@h'), 'w@h.pid');
  });
});
