import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { WaitingLine } from '../../../src/worker/intake/waiting-line.ts';

it('a waiting line hands out what was put in, in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant('shift' as const), fc.integer()), { maxLength: 5000 }),
      (steps) => {
        const line = new WaitingLine<number>();
        const model: number[] = [];
        for (const step of steps) {
          if (step === 'shift') assert.equal(line.shift(), model.shift());
          else {
            line.push(step);
            model.push(step);
          }
          assert.equal(line.length, model.length);
        }
        assert.deepEqual(line.drain(), model);
        assert.equal(line.length, 0);
      },
    ),
    { numRuns: 50 },
  );
});
