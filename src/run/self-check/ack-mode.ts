// Whether the messages of a phase were settled before or after their tasks had run. A worker that acks early may still be slower
// with the ack than a short task with its body (Celery's does it from its loop), so a few late ones are no late acks.

/** mixed: so many of both that the messages on the broker's books are neither those that wait nor those that are unfinished. */
export type AckMode = 'early' | 'late' | 'mixed';

const FEW_RATIO = 0.05;

/** `settledAfter`: of the `executed` tasks, those whose message was settled after they had finished. */
export function ackMode(settledAfter: number, executed: number): AckMode {
  const lateRatio = executed === 0 ? 0 : settledAfter / executed;
  if (lateRatio <= FEW_RATIO) return 'early';
  return lateRatio >= 1 - FEW_RATIO ? 'late' : 'mixed';
}
