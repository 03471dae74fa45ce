// Closed-loop load that finds capacity: keeps the queue from running empty without filling the broker.
// Looks at the queue every few milliseconds and tops it up; the depth doubles while the fleet drains faster.

import { monotonicNs } from '../../measure/index.ts';
import type { PhaseSent } from './messages.ts';
import { sleepUntil, type Sending } from './sending.ts';

const LOOK_EVERY_NS = 5e6;
const MAX_DEPTH = 100_000;
const MAX_BATCH = 2000;

export interface SaturateWindow {
  readonly startNs: number;
  readonly endNs: number;
  /** Messages to keep waiting, at first. */
  readonly depth: number;
  readonly waiting: () => Promise<number>;
}

export async function saturate(
  sending: Sending,
  window: SaturateWindow,
  cut: AbortSignal,
): Promise<PhaseSent> {
  let depth = window.depth;
  let looks = 0;
  let emptyLooks = 0;
  while (monotonicNs() < window.endNs && !cut.aborted) {
    const waiting = await window.waiting();
    // The first look finds the queue as the phase before left it.
    if (looks++ > 0 && waiting === 0) emptyLooks++;
    if (waiting < depth / 2 && looks > 1) depth = Math.min(depth * 2, MAX_DEPTH);
    await topUp(sending, depth - waiting);
    await sleepUntil(monotonicNs() + LOOK_EVERY_NS);
  }
  await sending.settle();
  const emptyRatio = looks <= 1 ? 0 : emptyLooks / (looks - 1);
  return { sent: sending.sent, sentPerSlice: sending.perSlice, slip: null, emptyRatio };
}

async function topUp(sending: Sending, missing: number): Promise<void> {
  for (let left = missing; left > 0; left -= MAX_BATCH) {
    const nowNs = monotonicNs();
    for (let i = Math.min(left, MAX_BATCH); i > 0; i--) sending.add(nowNs, nowNs);
    await sending.flush();
  }
  await sending.settle();
}
