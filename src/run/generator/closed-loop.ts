// Closed-loop load: keeps a number of tasks sent and not settled. It looks at the broker itself, where a task counts
// until its worker has settled it: exact whatever the system under test, and no way from the workers to here is needed.
// Between two looks no more can be sent than was missing, so the number is never above what was asked for.

import { monotonicNs } from '../../measure/index.ts';
import type { TaskPlan } from '../../workload/index.ts';
import { keepLooking } from '../looks/keep-looking.ts';
import { LOOK_SHARE } from './look-share.ts';
import type { PhaseSent } from './messages.ts';
import { Pacer } from './pacer.ts';
import type { Sending } from './sending.ts';
import { topUp } from './top-up.ts';

export interface ClosedWindow {
  readonly endNs: number;
  readonly outstanding: number;
  /** Tasks waiting or reserved at this moment. */
  readonly look: () => Promise<number>;
}

export async function closedLoop(
  sending: Sending,
  plan: TaskPlan,
  window: ClosedWindow,
  cut: AbortSignal,
): Promise<PhaseSent> {
  const pacer = new Pacer();
  await keepLooking({
    everyNs: 0,
    shareRatio: LOOK_SHARE,
    look: window.look,
    use: (held) => topUp(sending, plan, window.outstanding - held),
    sleep: (untilNs) => pacer.sleep(untilNs),
    isOver: () => monotonicNs() >= window.endNs || cut.aborted,
  });
  await sending.settle();
  return {
    sent: sending.sent,
    sentPerSlice: sending.perSlice,
    sentPerTask: sending.perTask,
    slip: null,
    emptyRatio: 0,
  };
}
