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
        const text = encodeOrder({ kind: 'run', job: one });
        assert.ok(!text.includes('\n'));
        assert.deepEqual(decodeOrder(text), { kind: 'run', job: { ...one } });
      }),
    );
  });

  it('read back what was written: outcomes', () => {
    const send = {
      kind: 'send',
      task: 't',
      args: [1],
      kwargs: { a: 1 },
      options: { queue: 'q' },
      chain: [{ task: 'u' }],
    } as const;
    const outcomes: readonly Outcome[] = [
      { kind: 'success', value: undefined, followUps: [] },
      { kind: 'success', value: { a: ['\n'] }, followUps: [] },
      { kind: 'success', value: null, followUps: [send, { kind: 'unsupported', what: 'chord' }] },
      { kind: 'malformed', reason: 'no' },
      {
        kind: 'failure',
        failure: { type: 'E', message: ['m', 1], module: 'x', traceback: null },
        followUps: [send],
      },
    ];
    for (const outcome of outcomes) {
      assert.deepEqual(decodeReport(encodeReport({ kind: 'ended', outcome })), { kind: 'ended', outcome });
    }
    for (const report of [{ kind: 'ready' }, { kind: 'refused', reason: 'r' }] as const) {
      assert.deepEqual(decodeReport(encodeReport(report)), report);
    }
  });

  it('refuse everything else without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.equal(decodeOrder(text), undefined);
        assert.equal(decodeReport(text), undefined);
      }),
    );
    for (const text of ['["run"]', '["run","i","n","0","","none",true]', '["hello",1]']) {
      assert.equal(decodeOrder(text), undefined);
    }
    for (const text of ['["done",1]', '["failed",{},[]]', '["done",1,[{"kind":"send"}]]']) {
      assert.equal(decodeReport(text), undefined);
    }
  });
});
