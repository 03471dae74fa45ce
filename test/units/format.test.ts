// Writing numbers for people: three significant digits, the unit that fits, and readable back.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  bytes,
  formatDuration,
  formatNumber,
  formatRate,
  formatRatio,
  formatSize,
  ms,
  parseDuration,
  parseRate,
  parseRatio,
  parseSize,
  perSecond,
  ratio,
  type Parsed,
} from '../../src/units/index.ts';

const table = (rows: readonly (readonly [actual: string, expected: string])[]): void => {
  for (const [actual, expected] of rows) assert.equal(actual, expected);
};

describe('formatNumber', () => {
  it('keeps three significant digits, and every digit before the point', () => {
    table([
      [formatNumber(0), '0'],
      [formatNumber(-0), '0'],
      [formatNumber(0.0123), '0.0123'],
      [formatNumber(0.01234), '0.0123'],
      [formatNumber(12.34), '12.3'],
      [formatNumber(999.6), '1,000'],
      [formatNumber(1234.5), '1,235'],
      [formatNumber(1e9), '1,000,000,000'],
      [formatNumber(-12.34), '-12.3'],
    ]);
  });

  it('never shows a number that is not zero as zero', () => {
    table([
      [formatNumber(4e-7), '4e-7'],
      [formatNumber(1e-12), '1e-12'],
      [formatNumber(-1.234e-9), '-1.23e-9'],
    ]);
  });

  it('names what is no number', () => {
    table([
      [formatNumber(Number.NaN), 'n/a'],
      [formatNumber(Infinity), '∞'],
      [formatNumber(-Infinity), '-∞'],
    ]);
  });
});

describe('formatDuration', () => {
  it('picks the unit that fits, also where rounding reaches the next unit', () => {
    table([
      [formatDuration(ms(0)), '0 ms'],
      [formatDuration(ms(0.0000056)), '5.6 ns'],
      [formatDuration(ms(0.25)), '250 µs'],
      [formatDuration(ms(0.99949)), '999 µs'],
      [formatDuration(ms(0.9995)), '1 ms'],
      [formatDuration(ms(12.3)), '12.3 ms'],
      [formatDuration(ms(999.4)), '999 ms'],
      [formatDuration(ms(999.5)), '1 s'],
      [formatDuration(ms(59_949)), '59.9 s'],
      [formatDuration(ms(59_950)), '1 min'],
      [formatDuration(ms(61_000)), '1.02 min'],
      [formatDuration(ms(3_600_000)), '1 h'],
      [formatDuration(ms(-20)), '-20 ms'],
      [formatDuration(ms(Number.NaN)), 'n/a'],
      [formatDuration(ms(Infinity)), '∞'],
    ]);
  });
});

describe('formatRate', () => {
  it('stays in the unit that keeps it above one', () => {
    table([
      [formatRate(perSecond(0)), '0/s'],
      [formatRate(perSecond(1234.5)), '1,235/s'],
      [formatRate(perSecond(1)), '1/s'],
      [formatRate(perSecond(0.5)), '30/min'],
      [formatRate(perSecond(0.01)), '36/h'],
      [formatRate(perSecond(Number.NaN)), 'n/a'],
    ]);
  });
});

describe('formatSize', () => {
  it('counts in powers of 1024, also where rounding reaches the next unit', () => {
    table([
      [formatSize(bytes(0)), '0 B'],
      [formatSize(bytes(512)), '512 B'],
      [formatSize(bytes(1536)), '1.5 KiB'],
      [formatSize(bytes(1024 ** 2 - 1)), '1 MiB'],
      [formatSize(bytes(1024 ** 3)), '1 GiB'],
      [formatSize(bytes(5 * 1024 ** 5)), '5,120 TiB'],
      [formatSize(bytes(-1536)), '-1.5 KiB'],
      [formatSize(bytes(Number.NaN)), 'n/a'],
      [formatSize(bytes(Infinity)), '∞'],
    ]);
  });
});

describe('formatRatio', () => {
  it('writes per cent', () => {
    table([
      [formatRatio(ratio(0.734)), '73.4 %'],
      [formatRatio(ratio(0)), '0 %'],
      [formatRatio(ratio(1.5)), '150 %'],
      [formatRatio(ratio(Number.NaN)), 'n/a'],
    ]);
  });
});

describe('what is written', () => {
  const readsBack = (parsed: Parsed<number>, value: number, text: string): void => {
    assert.ok(parsed.ok, `"${text}" does not parse`);
    assert.ok(Math.abs(parsed.value - value) <= 0.0051 * value, `${value} became "${text}"`);
  };
  const plain = (text: string): string => text.replaceAll(',', '');

  it('reads back within half of the third digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (value) => {
        const duration = plain(formatDuration(ms(value)));
        readsBack(parseDuration(duration), value, duration);
        const rate = plain(formatRate(perSecond(value)));
        readsBack(parseRate(rate), value, rate);
        const size = plain(formatSize(bytes(value)));
        readsBack(parseSize(size), value, size);
        const share = plain(formatRatio(ratio(value)));
        readsBack(parseRatio(share), value, share);
      }),
    );
  });
});
