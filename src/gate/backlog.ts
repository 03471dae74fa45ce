// Why waits of some phases are no figures of the fleet: under a growing backlog a longer phase would have waited longer.

import type { PhaseRecord } from '../result/index.ts';
import { formatRate, perSecond } from '../units/index.ts';
import type { MetricName } from './threshold/metrics.ts';

/** Null where the backlog of none of them grew, and for metrics that do not count from the time a task was due. */
export function backlogGrowth(metric: MetricName, phases: readonly PhaseRecord[]): string | null {
  if (metric !== 'wait' && metric !== 'end_to_end') return null;
  const unstable = phases
    .filter(({ steadiness }) => steadiness.verdict === 'unstable')
    .map(({ steadiness }) => steadiness.drift?.tasksPerSec ?? 0);
  if (unstable.length === 0) return null;
  const fastest = Math.max(...unstable);
  const rate = fastest > 0 ? ` by ${formatRate(perSecond(fastest))}` : '';
  return `the backlog grew${rate}: waits describe the length of the phase`;
}
