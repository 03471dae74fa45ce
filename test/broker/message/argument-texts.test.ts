import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reprArgs } from '../../../src/broker/index.ts';
import { argumentTexts } from '../../../src/broker/message/argument-texts.ts';
import { textToBase64 } from '../../../src/broker/message/base64.ts';

test('arguments written in one go are what the general ways write', () => {
  const simple = fc.oneof(
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.integer(),
    fc.string({ maxLength: 400 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.array(simple, { maxLength: 12 }), (args) => {
      const { json, repr } = argumentTexts(args);
      assert.equal(json, JSON.stringify(args));
      assert.equal(repr, reprArgs(args.map((arg) => (Object.is(arg, -0) ? 0 : arg))));
    }),
    { numRuns: 500 },
  );
  for (const odd of [NaN, Infinity, undefined, null, true])
    assert.deepEqual(argumentTexts([odd, 1]), { json: JSON.stringify([odd, 1]), repr: reprArgs([odd, 1]) });
});

test('base64 is that of the text in UTF-8, short or long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(1, 30_000), (text, times) => {
      const long = text.repeat(Math.ceil(times / Math.max(1, text.length)));
      assert.equal(textToBase64(long), Buffer.from(long, 'utf8').toString('base64'));
    }),
    { numRuns: 50 },
  );
});
