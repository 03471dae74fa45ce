// Open-loop load: tasks are due by a schedule fixed beforehand and sent as soon as they are; the schedule never
// waits for the fleet. How late each was sent is recorded as slip.

import { LatencyHistogram, monotonicNs } from '../../measure/index.ts';
import { toHistogramRecord } from '../../result/index.ts';
import type { DueTasks } from './due-tasks.ts';
import type { GeneratorShare, PhaseSent } from './messages.ts';
import { Pacer, turn } from './pacer.ts';
import type { Sending } from './sending.ts';

/** Tasks in one send when more are due: the first of them must not wait for all to be encoded. */
const MAX_BATCH = 100;

export interface OfferWindow {
  readonly endNs: number;
  readonly due: DueTasks;
  /** Of all tasks, this generator sends those whose number leaves `index` when divided by `of`. */
  readonly share: GeneratorShare;
}

export async function offer(sending: Sending, window: OfferWindow, cut: AbortSignal): Promise<PhaseSent> {
  const { endNs, due } = window;
  const slip = LatencyHistogram.create();
  const pacer = new Pacer();
  while (!cut.aborted && (monotonicNs() < endNs || due.dueNs < endNs)) {
    await pacer.sleep(Math.min(due.dueNs, endNs));
    let isMore = true;
    while (isMore && !cut.aborted) {
      isMore = sendDue(sending, window, slip);
      await sending.flush();
      if (isMore) await turn();
    }
  }
  await sending.settle();
  return {
    sent: sending.sent,
    sentPerSlice: sending.perSlice,
    sentPerTask: sending.perTask,
    slip: toHistogramRecord(slip),
    emptyRatio: 0,
  };
}

/** Adds a batch of what is due; answers whether it was a full one. */
function sendDue(sending: Sending, { endNs, due, share }: OfferWindow, slip: LatencyHistogram): boolean {
  for (let added = 0; added < MAX_BATCH;) {
    const dueNs = due.dueNs;
    const nowNs = monotonicNs();
    if (dueNs > nowNs || dueNs >= endNs) return false;
    const task = due.take(nowNs);
    if (task === undefined) return false;
    if (task.seq % share.of !== share.index) continue;
    sending.add(task);
    slip.recordNs(nowNs - dueNs);
    added++;
  }
  return true;
}
