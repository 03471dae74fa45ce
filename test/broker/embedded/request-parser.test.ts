import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ProtocolError, RequestParser } from '../../../src/broker/embedded/request-parser.ts';

function encoded(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

function parsed(chunks: readonly Buffer[]): readonly (readonly string[])[] {
  const parser = new RequestParser();
  const commands: (readonly string[])[] = [];
  for (const chunk of chunks) {
    parser.add(chunk);
    for (let words = parser.next(); words !== undefined; words = parser.next()) commands.push(words);
  }
  return commands;
}

const byteText = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
});

describe('cutting a stream into commands', () => {
  it('gives the same commands however the bytes are cut', () => {
    const streams = fc.array(fc.array(byteText, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(streams, fc.array(fc.nat(40)), (commands, cuts) => {
        const bytes = Buffer.from(commands.map(encoded).join(''), 'latin1');
        const chunks: Buffer[] = [];
        let from = 0;
        for (const cut of cuts) {
          chunks.push(bytes.subarray(from, from + cut));
          from += cut;
        }
        chunks.push(bytes.subarray(from));
        assert.deepEqual(parsed(chunks), commands);
      }),
      { numRuns: 200 },
    );
  });

  it('reads lines typed by hand', () => {
    assert.deepEqual(parsed([Buffer.from('PING\r\n\r\nSET  a b\n')]), [['PING'], [], ['SET', 'a', 'b']]);
  });

  it('reads a big argument in many chunks once', () => {
    const big = 'x'.repeat(5_000_000);
    const bytes = Buffer.from(encoded(['SET', 'k', big]), 'latin1');
    const chunks = Array.from({ length: 80 }, (_, i) => bytes.subarray(i * 65_536, (i + 1) * 65_536));
    assert.deepEqual(parsed(chunks), [['SET', 'k', big]]);
  });

  for (const [what, text] of [
    ['a count that is no number', '*x\r\n'],
    ['far too many arguments', '*99999999\r\n'],
    ['an argument without its length', '*1\r\nGET\r\n'],
    ['a negative length', '*1\r\n$-5\r\n'],
    ['a length beyond all bounds', '*1\r\n$99999999999\r\n'],
    ['a line without end', 'x'.repeat(70_000)],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parsed([Buffer.from(text)]), ProtocolError);
    });
  }
});
