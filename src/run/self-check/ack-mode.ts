// Whether the messages of a phase were settled before or after their tasks had run. A worker that acks early may still be slower
// with the ack than a short task with its body (Celery's does it from its loop), so a few late ones are no late acks.

import type { AckCounts } from '../collect/phase-tally.ts';

/**
 * mixed: so many of both that the messages on the broker's books are neither those that wait nor those that are unfinished.
 * unknown: the workers do not tell.
 */
export type AckMode = 'early' | 'late' | 'mixed' | 'unknown';

const FEW_RATIO = 0.05;

export function ackMode({ executed, told, settledAfter }: AckCounts): AckMode {
  if (executed === 0 || told < (1 - FEW_RATIO) * executed) return 'unknown';
  const lateRatio = settledAfter / told;
  if (lateRatio <= FEW_RATIO) return 'early';
  return lateRatio >= 1 - FEW_RATIO ? 'late' : 'mixed';
}

/** The share of running tasks that are still on the broker's books; none where nobody tells. */
export function lateShare(acks: AckCounts): number {
  switch (ackMode(acks)) {
    case 'early':
    case 'unknown':
      return 0;
    case 'late':
      return 1;
    case 'mixed':
      return acks.settledAfter / acks.told;
  }
}
