import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { EtaShelf } from '../../../src/worker/intake/eta-shelf.ts';

it('hands out in due order, equal times in the order they came', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 100 }), (delays) => {
      const out: number[] = [];
      const shelf = new EtaShelf<number>((item) => out.push(item));
      const now = Date.now();
      delays.forEach((delay, index) => shelf.hold(index, now + delay));
      t.mock.timers.tick(60);
      const expected = delays
        .map((delay, index) => [delay, index] as const)
        .toSorted(([a, i], [b, j]) => a - b || i - j);
      assert.deepEqual(
        out,
        expected.map(([, index]) => index),
      );
      assert.equal(shelf.size, 0);
    }),
    { numRuns: 50 },
  );
});

it('waits for dates further away than a timer can', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const out: string[] = [];
  const shelf = new EtaShelf<string>((item) => out.push(item));
  const sixtyDaysMs = 60 * 86_400_000;
  shelf.hold('far', Date.now() + sixtyDaysMs);
  t.mock.timers.tick(2 ** 31 - 1);
  assert.deepEqual(out, []);
  t.mock.timers.tick(sixtyDaysMs - (2 ** 31 - 1));
  assert.deepEqual(out, ['far']);
});

it('is emptied in due order, without running anything', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const shelf = new EtaShelf<string>(() => assert.fail('nothing is due'));
  shelf.hold('b', Date.now() + 20);
  shelf.hold('a', Date.now() + 10);
  assert.deepEqual(shelf.clear(), ['a', 'b']);
  t.mock.timers.tick(100);
});
