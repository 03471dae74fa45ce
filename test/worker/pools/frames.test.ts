import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Outcome } from '../../../src/worker/pools/contract.ts';
import { decodeOrder, decodeReport, encodeOrder, encodeReport } from '../../../src/worker/pools/frames.ts';

describe('frames between worker and slot', () => {
  it('read back what was written: jobs', () => {
    const job = fc.record(
      {
        id: fc.string(),
        name: fc.string(),
        retries: fc.nat(),
        body: fc.record(
          { text: fc.string(), encoding: fc.constantFrom('base64' as const, 'none' as const) },
          { noNullPrototype: true },
        ),
        wantsResult: fc.boolean(),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(job, (one) => {
        for (const kind of ['run', 'ahead'] as const) {
          const text = encodeOrder({ kind, job: one });
          assert.ok(!text.includes('\n'));
          assert.deepEqual(decodeOrder(text), { kind, job: { ...one } });
        }
      }),
    );
  });

  it('read back what was written: outcomes', () => {
    const outcomes: readonly Outcome[] = [
      { kind: 'success', value: undefined, hasFollowUps: false },
      { kind: 'success', value: { a: ['\n'] }, hasFollowUps: false },
      { kind: 'success', value: null, hasFollowUps: true },
      { kind: 'malformed', reason: 'no' },
      { kind: 'failure', failure: { type: 'E', message: ['m', 1], module: 'x', traceback: null } },
      { kind: 'retry', failure: null, dueAtMs: 12, args: [1], kwargs: null },
      { kind: 'ignored' },
      { kind: 'rejected', requeue: true, reason: 'r' },
    ];
    for (const outcome of outcomes) {
      for (const full of [false, true]) {
        const report = { kind: 'ended', outcome, micros: 123, full } as const;
        assert.deepEqual(decodeReport(encodeReport(report)), report);
      }
    }
    for (const report of [{ kind: 'ready' }, { kind: 'refused', reason: 'r' }] as const) {
      assert.deepEqual(decodeReport(encodeReport(report)), report);
    }
  });

  it('read back what was written: why a task is interrupted', () => {
    for (const why of [
      { kind: 'softLimit', limitMs: 1500 },
      { kind: 'hardLimit', limitMs: 2000 },
      { kind: 'terminated' },
      { kind: 'coldStop' },
    ] as const) {
      const order = { kind: 'abort', id: 'an-id', why } as const;
      assert.deepEqual(decodeOrder(encodeOrder(order)), order);
    }
  });

  it('refuse everything else without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.equal(decodeOrder(text), undefined);
        assert.equal(decodeReport(text), undefined);
      }),
    );
    for (const text of [
      '["run"]',
      '["run","i","n","0","","none",true]',
      '["hello",1]',
      '["abort","i","why",0]',
    ]) {
      assert.equal(decodeOrder(text), undefined);
    }
    for (const text of [
      '12["done",1]',
      '12["failed",{}]',
      '["done"]',
      '-1["done"]',
      'x["done"]',
      '1.5!["done"]',
    ]) {
      assert.equal(decodeReport(text), undefined);
    }
  });
});
