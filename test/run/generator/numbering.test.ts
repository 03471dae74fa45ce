import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OwnNumbers } from '../../../src/run/generator/numbering.ts';
import { partOf } from '../../../src/run/generator/top-up.ts';

const PAGE = 65_536;

test('generators of a closed loop never give a number twice, and fill the pages they begin', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 * PAGE }), { minLength: 1, maxLength: 4 }),
      fc.nat({ max: 1000 }),
      (counts, firstSeq) => {
        const seen = new Set<number>();
        for (const [index, count] of counts.entries()) {
          const numbers = new OwnNumbers(firstSeq, { index, of: counts.length });
          const pages = new Map<number, number>();
          for (let i = 0; i < count; i++) {
            const seq = numbers.next();
            assert.ok(seq >= firstSeq && !seen.has(seq) && numbers.end > seq);
            seen.add(seq);
            const page = Math.floor((seq - firstSeq) / PAGE);
            pages.set(page, (pages.get(page) ?? 0) + 1);
          }
          assert.equal(
            [...pages.values()].filter((filled) => filled < PAGE).length,
            count % PAGE === 0 ? 0 : 1,
          );
        }
      },
    ),
    { numRuns: 8 },
  );
});

test('the parts of what is missing are all of it', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 16 }), (missing, of) => {
      const parts = Array.from({ length: of }, (_, index) => partOf({ index, of })(missing));
      assert.equal(
        parts.reduce((sum, part) => sum + part, 0),
        missing,
      );
      assert.ok(Math.max(...parts) - Math.min(...parts) <= 1);
    }),
  );
  assert.ok(partOf({ index: 0, of: 2 })(-5) <= 0);
});
