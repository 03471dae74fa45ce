import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatCeleryDate, parseCeleryDate } from '../../../src/broker/index.ts';

describe("Celery's dates", () => {
  it('are written with six fractional digits and an offset', () => {
    assert.equal(formatCeleryDate(new Date(48_473)), '1970-01-01T00:00:48.473000+00:00');
  });

  it('come back to the millisecond', () => {
    const dates = fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => assert.equal(parseCeleryDate(formatCeleryDate(date)), date.getTime())),
    );
  });

  for (const [text, expected] of [
    ['2026-11-20T04:23:35.407127+00:00', '2026-11-20T04:23:35.407Z'],
    ['2026-11-20T04:23:35Z', '2026-11-20T04:23:35.000Z'],
    ['2026-11-20 04:23:35', '2026-11-20T04:23:35.000Z'],
    ['2026-11-20T04:23', '2026-11-20T04:23:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T04:23:35+0130', '2026-11-20T02:53:35.000Z'],
    ['2026-11-20T04:23:35.5-05', '2026-11-20T09:23:35.500Z'],
  ] as const) {
    it(`reads ${text}`, () => {
      assert.equal(new Date(parseCeleryDate(text) ?? NaN).toISOString(), expected);
    });
  }

  it('are refused when they are none', () => {
    for (const text of [
      '',
      'tomorrow',
      '1795148262.7',
      '2026-13-01',
      '2026-11-20T25:00:00',
      '2026-11-20T04:23:35X',
    ]) {
      assert.equal(parseCeleryDate(text), undefined, text);
    }
  });
});
