import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ByteWriter } from '../../../src/broker/message/byte-writer.ts';

/** What is written by `write`, behind something else. */
function written(write: (writer: ByteWriter) => void): string {
  const writer = new ByteWriter();
  writer.text('<');
  write(writer);
  const text = writer.toString();
  assert.equal(text[0], '<');
  assert.equal(writer.view(1).toString(), text.slice(1));
  return text.slice(1);
}

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
/** From a few characters to more than any loop or first memory is meant for. */
const times = fc.constantFrom(1, 10, 500, 5000);

describe('writing bytes', () => {
  it('writes text as UTF-8, short and long', () => {
    fc.assert(
      fc.property(anyText, times, (text, count) => {
        const long = text.repeat(count);
        assert.equal(
          written((writer) => writer.text(long)),
          Buffer.from(long).toString(),
        );
        assert.equal(
          written((writer) => writer.jsonText(long)),
          JSON.stringify(long),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('writes base64 of what another has written', () => {
    fc.assert(
      fc.property(anyText, times, (text, count) => {
        const other = new ByteWriter();
        other.text(text.repeat(count));
        assert.equal(
          written((writer) => writer.base64(other)),
          Buffer.from(text.repeat(count)).toString('base64'),
        );
        assert.equal(
          written((writer) => writer.copy(other)),
          other.toString(),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('writes the numbers it takes as JavaScript does, whole ones and such with few decimal places among them', () => {
    const edges = [
      0,
      9,
      10,
      999_999_999,
      1e9,
      1e9 + 1,
      2 ** 31,
      2 ** 53 - 1,
      0.5,
      0.000001,
      0.1 + 0.2,
      1e-7,
      5e-7,
    ];
    const large = [
      123_456_789.123456,
      999_999_999.999999,
      1e9 + 0.5,
      2 ** 53,
      1e21,
      1e300,
      Infinity,
      NaN,
      -1,
      -0.5,
    ];
    const places = fc
      .tuple(fc.nat({ max: 2 ** 40 }), fc.nat(8))
      .map(([digits, power]) => digits / 10 ** power);
    const value = fc.oneof(
      fc.constantFrom(...edges, ...large),
      fc.maxSafeNat(),
      fc.nat(2000),
      places,
      fc.double(),
    );
    fc.assert(
      fc.property(value, (number) => {
        let taken: boolean | undefined;
        const result = written((writer) => (taken = writer.number(number)));
        assert.equal(result, taken === true ? String(number) : '');
        if (Number.isSafeInteger(number) && number >= 0) assert.ok(taken);
      }),
      { numRuns: 2000 },
    );
    for (const usual of [15.234567, 0.05, 1500.000001])
      assert.equal(
        written((writer) => assert.ok(writer.number(usual))),
        String(usual),
      );
  });

  it('puts between quotes only what means nothing there', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('"' as const, "'" as const), (text, quote) => {
        const means = /[^ -~]|["\\]/.test(text) || text.includes(quote);
        let done: boolean | undefined;
        const result = written((writer) => (done = writer.quoted(text, quote)));
        assert.deepEqual([done, result], [!means, means ? '' : `${quote}${text}${quote}`]);
      }),
    );
  });

  it('makes room in the middle, takes it away again, and writes over what is there', () => {
    const writer = new ByteWriter();
    writer.text('abcdef');
    writer.shift(2, 3);
    writer.overwrite(2, '123');
    assert.equal(writer.toString(), 'ab123cdef');
    writer.shift(5, -3);
    writer.cutTo(5);
    assert.equal(writer.toString(), 'abcde');
  });

  it('keeps no memory of a message far bigger than the others', () => {
    const writer = new ByteWriter();
    writer.text('x'.repeat(2_000_000));
    writer.cutTo(0);
    writer.text('y');
    assert.ok(writer.view().buffer.byteLength < 10_000);
  });
});
