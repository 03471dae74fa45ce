import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Autoscaler, orderedBounds } from '../../../src/worker/limits/autoscaler.ts';
import { Log } from '../../../src/worker/log.ts';

/** A worker as an autoscaler sees it, and a promise for each time its queues are looked at. */
function world(keepaliveMs: number) {
  const state = { slots: 2, held: 0, waiting: 0, looks: 0, resized: [] as number[] };
  const waiters: (() => void)[] = [];
  const scaler = new Autoscaler({
    bounds: { max: 10, min: 2 },
    keepaliveMs,
    slots: () => state.slots,
    held: () => state.held,
    waiting: async () => {
      state.looks++;
      for (const resolve of waiters.splice(0)) resolve();
      return state.waiting;
    },
    resize: (slots) => {
      state.slots = slots;
      state.resized.push(slots);
    },
    log: new Log('error', () => {}),
  });
  const looked = async (): Promise<void> => {
    await new Promise<void>((resolve) => waiters.push(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { scaler, state, looked };
}

describe('autoscaling', { timeout: 60_000 }, () => {
  it('grows at once for what was reserved, and no further than it may', async () => {
    const { scaler, state } = world(30_000);
    scaler.start();
    state.held = 5;
    scaler.noticed();
    assert.equal(state.slots, 5);
    state.held = 50;
    scaler.noticed();
    assert.equal(state.slots, 10);
    assert.equal(scaler.work, 50);
    await scaler.stop();
  });

  it('grows for what waits in the queues, seen within a second', async () => {
    const { scaler, state, looked } = world(30_000);
    scaler.start();
    state.held = 1;
    state.waiting = 6;
    await looked();
    assert.equal(state.slots, 7);
    await scaler.stop();
  });

  it('shrinks to what was needed once that has been less for long enough', async () => {
    const { scaler, state, looked } = world(500);
    scaler.start();
    state.held = 8;
    scaler.noticed();
    state.held = 3;
    scaler.noticed();
    assert.equal(state.slots, 8);
    await looked();
    assert.equal(state.slots, 3);
    state.held = 0;
    await looked();
    assert.equal(state.slots, 2);
    assert.deepEqual(state.resized, [8, 3, 2]);
    await scaler.stop();
  });

  it('takes new bounds, in any order, at once', () => {
    const { scaler, state } = world(500);
    assert.deepEqual(scaler.setBounds(3, 5), { max: 5, min: 3 });
    assert.equal(state.slots, 3);
    assert.deepEqual(scaler.setBounds(1, undefined), { max: 1, min: 1 });
    assert.equal(state.slots, 1);
    assert.deepEqual(scaler.setBounds(undefined, 4), { max: 4, min: 1 });
    assert.throws(() => scaler.setBounds(1.5, 1), { code: 'BAD_OPTION' });
  });

  it('keeps at least one slot', () => {
    assert.deepEqual(orderedBounds(4, 0), { max: 4, min: 1 });
  });
});
