import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { globTest } from '../../../src/broker/embedded/glob.ts';
import { Deque } from '../../../src/broker/embedded/store/deque.ts';

describe('the deque', () => {
  it('does what an array does', () => {
    const step = fc.oneof(
      fc.record({ what: fc.constantFrom('pushLeft', 'pushRight'), item: fc.string() }),
      fc.record({ what: fc.constantFrom('popLeft', 'popRight') }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const deque = new Deque();
        const array: string[] = [];
        for (const { what, ...rest } of steps) {
          const item = 'item' in rest ? rest.item : '';
          if (what === 'pushLeft') {
            deque.pushLeft(item);
            array.unshift(item);
          } else if (what === 'pushRight') {
            deque.pushRight(item);
            array.push(item);
          } else if (what === 'popLeft') assert.equal(deque.popLeft(), array.shift());
          else assert.equal(deque.popRight(), array.pop());
          assert.equal(deque.length, array.length);
        }
        assert.deepEqual(deque.range(0, deque.length - 1), array);
        assert.equal(deque.at(array.length), undefined);
      }),
    );
  });

  it('grows and shrinks without losing anything', () => {
    const deque = new Deque();
    for (let i = 0; i < 10_000; i++) deque.pushLeft(String(i));
    for (let i = 0; i < 9_990; i++) assert.equal(deque.popRight(), String(i));
    assert.deepEqual(deque.range(0, 9), [
      '9999',
      '9998',
      '9997',
      '9996',
      '9995',
      '9994',
      '9993',
      '9992',
      '9991',
      '9990',
    ]);
  });
});

describe('patterns', () => {
  for (const [pattern, matching, other] of [
    ['a*c', 'abbc', 'abcd'],
    ['a?c', 'abc', 'ac'],
    ['[ab]c', 'bc', 'cc'],
    ['[^ab]c', 'cc', 'ac'],
    ['[a-c]', 'b', 'd'],
    ['[c-a]', 'b', 'd'],
    ['a\\*', 'a*', 'ab'],
    ['/0.celeryev/worker.*', '/0.celeryev/worker.online', '/0xceleryev/worker.online'],
    ['a+(b)|{2}$', 'a+(b)|{2}$', 'aab'],
  ] as const) {
    it(`${pattern} means ${matching}, not ${other}`, () => {
      assert.deepEqual([globTest(pattern)(matching), globTest(pattern)(other)], [true, false]);
    });
  }
});
