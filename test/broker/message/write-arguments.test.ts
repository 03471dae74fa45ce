import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reprArgs } from '../../../src/broker/index.ts';
import { ByteWriter } from '../../../src/broker/message/byte-writer.ts';
import { writeArguments } from '../../../src/broker/message/write-arguments.ts';

function written(args: readonly unknown[]): { readonly json: string; readonly repr: string } {
  const [json, repr] = [new ByteWriter(), new ByteWriter()];
  json.text('before ');
  repr.text('before ');
  writeArguments(args, json, repr);
  for (const writer of [json, repr]) assert.ok(writer.toString().startsWith('before '));
  return { json: json.toString().slice(7), repr: repr.toString().slice(7) };
}

function general(args: readonly unknown[]): { readonly json: string; readonly repr: string } {
  return { json: JSON.stringify(args), repr: JSON.stringify(reprArgs(args)) };
}

test('arguments written in one go are what the general ways write', () => {
  const simple = fc.oneof(
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.integer(),
    fc.maxSafeNat(),
    fc.string({ maxLength: 400 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.array(simple, { maxLength: 12 }), (args) => {
      // Python has a minus zero, JSON has not.
      assert.deepEqual(written(args), general(args.map((arg) => (Object.is(arg, -0) ? 0 : arg))));
    }),
    { numRuns: 1000 },
  );
  for (const odd of [NaN, Infinity, undefined, null, true, "it's", 'tab\t', '\x7f', 'x'.repeat(1200)])
    assert.deepEqual(written([odd, 1]), general([odd, 1]));
});
