// How the synthetic application tells what its worker did with each message: from the worker's main process, beside
// the samples that the slots take themselves.

import { monotonicNs, type SampleSender } from '../../measure/index.ts';
import type { App, TaskObserver } from '../../worker/index.ts';
import { seqOfTaskId } from '../task-id.ts';
import { HeldSamples } from './held-samples.ts';

/**
 * Sends a handling sample for every message that the worker settles, and how many it holds until they are due. `seqOf`:
 * the sequence number in a task's id. `more`: what else to observe.
 */
export function sampleHandling(
  app: App,
  samples: SampleSender,
  seqOf: (id: string) => number | undefined = seqOfTaskId,
  more: Pick<TaskObserver, 'ended'> = {},
): void {
  const held = new HeldSamples(samples);
  app.onClose(() => held.close());
  app.observe({
    ...more,
    held: (again) => held.add(again, 1),
    released: (again) => held.add(again, -1),
    settled: ({ id, reservedNs }) => {
      const seq = seqOf(id);
      if (seq !== undefined) samples.handling(seq, reservedNs, monotonicNs());
    },
  });
}
