import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { reprArgs, reprKwargs } from '../../../src/broker/index.ts';

describe("Python's repr of arguments", () => {
  for (const [args, expected] of [
    [[], '()'],
    [[1], '(1,)'],
    [[1, 2.5, -3], '(1, 2.5, -3)'],
    [[null, true, false], '(None, True, False)'],
    [['a', "it's", '"', `'"`], `('a', "it's", '"', '\\'"')`],
    [['a\nb\tc\\d\x00\x7f'], "('a\\nb\\tc\\\\d\\x00\\x7f',)"],
    [['äöü €'], "('äöü €',)"],
    [[[1, ['x']], { a: { b: 1 } }], "([1, ['x']], {'a': {'b': 1}})"],
    [[[[[1]]]], '([[[...]]],)'],
    [[1e21, 1e-7], '(1e+21, 1e-07)'],
  ] as const) {
    it(`writes ${expected}`, () => assert.equal(reprArgs(args), expected));
  }

  it('writes keyword arguments', () => {
    assert.equal(reprKwargs({}), '{}');
    assert.equal(reprKwargs({ x: 1, 'y z': [] }), "{'x': 1, 'y z': []}");
  });

  it('stays short, whatever it is given', () => {
    assert.ok(reprArgs([Array.from({ length: 1_000_000 }, (_, i) => i)]).length < 1100);
    assert.ok(reprArgs(['x'.repeat(1_000_000)]).length < 1100);
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (args) => reprArgs(args).length < 1100),
      { numRuns: 100 },
    );
  });
});
