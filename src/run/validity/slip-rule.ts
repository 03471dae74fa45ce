// The generator's lateness against what was measured with it: slip is part of every wait.

import type { LatencySummary } from '../../result/index.ts';
import { formatDuration, ms } from '../../units/index.ts';
import { finding, type Finding } from './finding.ts';

/** Slip below this does not matter, whatever the waits: timers have a grain of one millisecond. */
const GRAIN_MS = 5;
/** Above this share of the wait at the same percentile it is said. */
const WARN_SHARE = 0.1;
/** Above this share, and above the limit of the percentile, the waits are the generator's own. */
const REFUSE_SHARE = 0.25;
/** A longer hold of the generator is said for itself. */
const STALL_MS = 200;

/** `leastTasks`: with fewer, one hiccup is the percentile. */
const PERCENTILES = [
  { name: 'p95', field: 'p95Ms', limitMs: 20, leastTasks: 40 },
  { name: 'p99', field: 'p99Ms', limitMs: 100, leastTasks: 200 },
  { name: 'p99.9', field: 'p999Ms', limitMs: 100, leastTasks: 2000 },
] as const;

export function slipFindings(slip: LatencySummary | undefined, wait: LatencySummary): readonly Finding[] {
  if (slip === undefined || slip.count === 0) return [];
  const late = PERCENTILES.filter(({ field, leastTasks }) => {
    return slip.count >= leastTasks && slip[field] > Math.max(GRAIN_MS, WARN_SHARE * wait[field]);
  });
  const refused = late.filter(
    ({ field, limitMs }) => slip[field] > Math.max(limitMs, REFUSE_SHARE * wait[field]),
  );
  const text = (one: (typeof PERCENTILES)[number]): string =>
    `slip ${one.name} ${show(slip[one.field])} of a wait of ${show(wait[one.field])}`;
  const [worst] = refused.length > 0 ? refused : late;
  return [
    ...(worst === undefined ? [] : [finding('generator-late', text(worst), refused.length > 0)]),
    ...(slip.maxMs <= STALL_MS
      ? []
      : [finding('loop-stalled', `the generator stood still for ${show(slip.maxMs)}`)]),
  ];
}

function show(valueMs: number): string {
  return formatDuration(ms(valueMs));
}
