// How far workers' clocks are from ours, asked through their heartbeats; time is told, not taken.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkerClocks } from '../../../src/system/attached/worker-clocks.ts';

const MS = 1e6;

/** Each node's clock is ahead by so much and its heartbeat comes after so much; undefined = it never does. */
async function measured(nodes: Readonly<Record<string, { aheadMs: number; afterMs: number } | undefined>>) {
  let nowNs = 0;
  const asked: (readonly string[])[] = [];
  const due: { atNs: number; node: string; aheadMs: number }[] = [];
  const wall = { toMonotonicNs: (ms: number) => ms * MS, toEpochMs: (ns: number) => ns / MS };
  let askedNs = 0;
  const clocks = new WorkerClocks(
    wall,
    () => nowNs,
    (forMs) => {
      nowNs += forMs * MS;
      for (const beat of due.splice(0)) {
        // In the middle between question and answer, plus what the clock is ahead.
        const timestamp = ((askedNs + nowNs) / 2 / MS + beat.aheadMs) / 1000;
        if (beat.atNs > nowNs) due.push(beat);
        else clocks.hear({ type: 'worker-heartbeat', hostname: beat.node, timestamp });
      }
      return Promise.resolve();
    },
  );
  await clocks.measure(
    {
      tell: ({ destination = [] }) => {
        askedNs = nowNs;
        asked.push(destination);
        for (const node of destination) {
          const one = nodes[node];
          if (one !== undefined) due.push({ node, aheadMs: one.aheadMs, atNs: nowNs + one.afterMs * MS });
        }
        return Promise.resolve(destination.length);
      },
    },
    Object.keys(nodes),
  );
  return { clocks, asked, tookMs: nowNs / MS };
}

test('a clock that is ahead is corrected, with half of the way as what it may be off', async () => {
  const { clocks, asked } = await measured({ w1: { aheadMs: 500, afterMs: 10 } });
  assert.equal(asked.length, 5);
  const estimate = clocks.estimate('w1');
  assert.ok(Math.abs((estimate?.correctionMs ?? 0) + 500) < 0.01, `${estimate?.correctionMs}`);
  assert.equal(estimate?.errorMs, 5);
});

test('a difference within the error is none', async () => {
  const { clocks } = await measured({ w1: { aheadMs: 3, afterMs: 10 } });
  assert.deepEqual(clocks.estimate('w1'), { correctionMs: 0, errorMs: 5 });
});

test('who is silent once is not asked again, and has no estimate', async () => {
  const { clocks, asked, tookMs } = await measured({ w1: { aheadMs: 0, afterMs: 4 }, mute: undefined });
  assert.deepEqual(asked, [['w1', 'mute'], ['w1'], ['w1'], ['w1'], ['w1']]);
  assert.equal(clocks.estimate('mute'), undefined);
  // One round for it, and no more.
  assert.ok(tookMs < 2000, `${tookMs}`);
});
