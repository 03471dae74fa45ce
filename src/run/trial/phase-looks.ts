// Looks at the queues while a phase is under way: often enough for its figures, and without being a load of their own.

import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicNs } from '../../measure/index.ts';
import type { LoadPort } from '../../system/index.ts';
import { keepLooking } from '../looks/keep-looking.ts';
import type { TrialResources } from '../resources/trial-resources.ts';
import type { LoadAccount } from './load-account.ts';
import type { MeasuredPhase, PhaseSetting } from './measured-phase.ts';

/** Looks in a phase, within the two limits. */
const LOOKS = 200;
const AT_MOST_MS = 500;
const AT_LEAST_MS = 25;
/** Looks take no more than this part of the time: they are work for the broker that is measured. */
const LOOK_SHARE = 0.05;

interface LookedAt {
  readonly port: LoadPort;
  readonly account: LoadAccount;
  readonly resources: TrialResources;
}

/** Looks until `over`. `onLook` is called with the tasks that wait. Never throws. */
export async function lookThroughPhase(
  phase: MeasuredPhase,
  at: LookedAt,
  over: AbortSignal,
  onLook: (backlog: number) => void = () => undefined,
): Promise<void> {
  await keepLooking({
    everyNs: lookEveryMs(phase.setting) * 1e6,
    shareRatio: LOOK_SHARE,
    isOver: () => over.aborted,
    look: () => look(phase, at, over, onLook),
    sleep: (untilNs) => sleepUntil(untilNs, over),
  });
}

async function look(
  phase: MeasuredPhase,
  { port, account, resources }: LookedAt,
  over: AbortSignal,
  onLook: (backlog: number) => void,
): Promise<void> {
  try {
    const [waiting, reserved] = await Promise.all([port.waiting(), port.reserved()]);
    if (over.aborted) return;
    phase.addLook(monotonicNs(), { waiting, reserved, ...resources.heldNow });
    onLook(phase.backlogOf(waiting + reserved));
    account.collector.clock.check();
  } catch {
    // A look that fails leaves a gap in the timeline; a broker that is gone fails the phase itself.
  }
}

function lookEveryMs({ startNs, endNs }: PhaseSetting): number {
  return Math.min(AT_MOST_MS, Math.max(AT_LEAST_MS, (endNs - startNs) / 1e6 / LOOKS));
}

/** Returns early, without throwing, when it is over. */
async function sleepUntil(untilNs: number, over: AbortSignal): Promise<void> {
  const leftMs = Math.max(0, (untilNs - monotonicNs()) / 1e6);
  await sleep(leftMs, undefined, { signal: over }).catch(() => undefined);
}
