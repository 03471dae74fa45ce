// Reading durations, rates, sizes and shares as people write them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parseDuration, parseRate, parseRatio, parseSize, type Parsed } from '../../src/units/index.ts';

function valueOf(parsed: Parsed<number>): number {
  assert.ok(parsed.ok);
  return parsed.value;
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-12 * Math.abs(expected), `${actual} is not ${expected}`);
}

describe('parseDuration', () => {
  for (const [text, expected] of Object.entries({
    '250us': 0.25,
    '250µs': 0.25,
    '250μs': 0.25,
    '100ns': 0.0001,
    '20ms': 20,
    '1.5s': 1500,
    '.5s': 500,
    '2m': 120_000,
    '2min': 120_000,
    '1h': 3_600_000,
    '1d': 86_400_000,
    ' 3 s ': 3000,
    '0': 0,
    '0s': 0,
  })) {
    it(`reads "${text}" as ${expected} ms`, () => near(valueOf(parseDuration(text)), expected));
  }

  for (const text of [
    '',
    '5',
    '-5s',
    '5 fortnights',
    's',
    '5s5',
    '1e3s',
    '5S',
    '1,5s',
    '0x10ms',
    'NaNs',
    '5constructor',
    '5/s',
  ]) {
    it(`refuses "${text}" and says what it expected`, () => {
      const parsed = parseDuration(text);
      assert.ok(!parsed.ok);
      assert.match(parsed.expected, /a duration such as/);
    });
  }

  it('refuses a number too long to be finite', () => {
    assert.equal(parseDuration(`${'9'.repeat(400)}s`).ok, false);
    assert.equal(parseSize(`${'9'.repeat(400)}GiB`).ok, false);
  });
});

describe('parseRate', () => {
  it('reads a count per second, minute, hour and day', () => {
    near(valueOf(parseRate('500/s')), 500);
    near(valueOf(parseRate('30/min')), 0.5);
    near(valueOf(parseRate('30/m')), 0.5);
    near(valueOf(parseRate('36/h')), 0.01);
    near(valueOf(parseRate('864/d')), 0.01);
    near(valueOf(parseRate('2.5 /s')), 2.5);
  });

  it('refuses a bare number and a duration', () => {
    for (const text of ['500', '500s', '/s', '-1/s', '500/fortnight'])
      assert.equal(parseRate(text).ok, false, text);
  });
});

describe('parseSize', () => {
  it('tells powers of 1000 from powers of 1024', () => {
    assert.equal(valueOf(parseSize('100B')), 100);
    assert.equal(valueOf(parseSize('2MB')), 2_000_000);
    assert.equal(valueOf(parseSize('2MiB')), 2_097_152);
    assert.equal(valueOf(parseSize('2Mi')), 2_097_152);
    assert.equal(valueOf(parseSize('1.5KiB')), 1536);
    assert.equal(valueOf(parseSize('16GiB')), 16 * 1024 ** 3);
  });

  it('refuses a bare number and bits', () => {
    for (const text of ['512', '512Mb', '512mib', '-1B']) assert.equal(parseSize(text).ok, false, text);
  });
});

describe('parseRatio', () => {
  it('reads per cent and plain shares', () => {
    near(valueOf(parseRatio('70%')), 0.7);
    near(valueOf(parseRatio('70 %')), 0.7);
    near(valueOf(parseRatio('0.7')), 0.7);
    near(valueOf(parseRatio('0%')), 0);
  });

  it('reads every whole per cent to the nearest number there is', () => {
    for (let percent = 0; percent <= 200; percent++)
      assert.equal(valueOf(parseRatio(`${percent}%`)), percent / 100);
  });

  it('refuses words and other units', () => {
    for (const text of ['', 'half', '70‰', '7s', '-10%']) assert.equal(parseRatio(text).ok, false, text);
  });
});

describe('every parser', () => {
  it('answers a finite number of zero or more, or refuses, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const parse of [parseDuration, parseRate, parseRatio, parseSize]) {
          const parsed: Parsed<number> = parse(text);
          if (parsed.ok) assert.ok(Number.isFinite(parsed.value) && parsed.value >= 0);
        }
      }),
    );
  });

  it('reads any plain number with a unit as that number of units', () => {
    const number = fc.tuple(fc.nat(1e9), fc.nat(999)).map(([whole, part]) => `${whole}.${part}`);
    fc.assert(
      fc.property(number, (text) => {
        near(valueOf(parseDuration(`${text}ms`)), Number(text));
        near(valueOf(parseRate(`${text}/s`)), Number(text));
        near(valueOf(parseSize(`${text}KiB`)), Number(text) * 1024);
        near(valueOf(parseRatio(text)), Number(text));
      }),
    );
  });
});
