// Closed-loop load that finds capacity: keeps the queue from running empty without filling the broker.
// Looks at the queue every few milliseconds, less often where a look is costly, and tops it up; the depth doubles while
// the fleet drains faster.

import { monotonicNs } from '../../measure/index.ts';
import type { TaskPlan } from '../../workload/index.ts';
import { keepLooking } from '../looks/keep-looking.ts';
import { LOOK_SHARE } from './look-share.ts';
import type { PhaseSent } from './messages.ts';
import { Pacer } from './pacer.ts';
import type { Sending } from './sending.ts';
import { topUp } from './top-up.ts';

const LOOK_EVERY_NS = 5e6;
const MAX_DEPTH = 100_000;

export interface SaturateWindow {
  readonly endNs: number;
  /** Messages to keep there, at first. */
  readonly depth: number;
  /** How many are there now. */
  readonly look: () => Promise<number>;
  /** The part of what is missing that this generator sends. */
  readonly part: (missing: number) => number;
}

export async function saturate(
  sending: Sending,
  plan: TaskPlan,
  window: SaturateWindow,
  cut: AbortSignal,
): Promise<PhaseSent> {
  const pacer = new Pacer();
  let depth = window.depth;
  let looks = 0;
  let emptyLooks = 0;
  const use = async (found: number): Promise<void> => {
    // The first look finds the queue as the phase before left it.
    if (looks++ > 0 && found === 0) emptyLooks++;
    if (found < depth / 2 && looks > 1) depth = Math.min(depth * 2, MAX_DEPTH);
    await topUp(sending, plan, window.part(depth - found));
  };
  await keepLooking({
    everyNs: LOOK_EVERY_NS,
    shareRatio: LOOK_SHARE,
    look: window.look,
    use,
    sleep: (untilNs) => pacer.sleep(untilNs),
    isOver: () => monotonicNs() >= window.endNs || cut.aborted,
  });
  await sending.settle();
  const emptyRatio = looks <= 1 ? 0 : emptyLooks / (looks - 1);
  return {
    sent: sending.sent,
    sentPerSlice: sending.perSlice,
    sentPerTask: sending.perTask,
    slip: null,
    emptyRatio,
  };
}
