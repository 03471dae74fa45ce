// The laws a phase is held to: percentiles in order, the utilization law, Little's law.

import type { LatencySummary, SelfCheck } from '../../result/index.ts';
import { moments } from '../../stats/index.ts';
import { compare } from './check.ts';

export interface CheckedPhase {
  readonly wait: LatencySummary;
  readonly service: LatencySummary;
  readonly endToEnd: LatencySummary;
  readonly throughputPerSec: number;
  readonly utilizationRatio: number;
  readonly slots: number;
  /** Length of what is left after the cut. */
  readonly spanMs: number;
  /** Mean depth of each stretch after the cut; null where Little's law is not asked: no steady open-loop load, or no telling what the depth holds. */
  readonly depthMeans: readonly number[] | null;
  /** Whether tasks are acknowledged after they ran: then the depth holds those that run, else only those that wait. */
  readonly ackedLate: boolean;
}

export function phaseChecks(phase: CheckedPhase): readonly SelfCheck[] {
  if (phase.service.count === 0) return [];
  return [percentilesInOrder(phase), utilizationLaw(phase), ...littlesLaw(phase)];
}

function percentilesInOrder({ wait, service, endToEnd }: CheckedPhase): SelfCheck {
  const summaries = { wait, service, 'end to end': endToEnd };
  const wrong = Object.entries(summaries).filter(([, one]) => !inOrder(one));
  const ok = wrong.length === 0;
  const said = ok
    ? 'min <= p50 <= p90 <= p95 <= p99 <= p99.9 <= max of every latency'
    : `percentiles of ${wrong.map(([name]) => name).join(', ')} are out of order`;
  return { name: 'percentiles', said, measured: wrong.length, expected: 0, tolerance: 0, ok, refuses: !ok };
}

function inOrder({ minMs, p50Ms, p90Ms, p95Ms, p99Ms, p999Ms, maxMs }: LatencySummary): boolean {
  const values = [minMs, p50Ms, p90Ms, p95Ms, p99Ms, p999Ms, maxMs];
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? value));
}

// Busy slots = throughput x mean service, but for bodies that the window's edges cut (both edges at random places of
// the bodies that run) and for the spread of the mean.
function utilizationLaw(phase: CheckedPhase): SelfCheck {
  const { service, slots, spanMs, throughputPerSec } = phase;
  const measured = phase.utilizationRatio * slots;
  const expected = (throughputPerSec * service.meanMs) / 1000;
  const rootMeanSquareMs = Math.hypot(service.meanMs, service.sdMs);
  const edges = (4 * Math.sqrt(2 * Math.max(1, expected)) * rootMeanSquareMs) / spanMs;
  const ofMean = (3 * (service.sdMs / Math.max(1e-9, service.meanMs)) * expected) / Math.sqrt(service.count);
  const tolerance = 0.01 * slots + edges + ofMean;
  return compare({
    name: 'utilization',
    measured,
    expected,
    tolerance,
    what: ['busy slots', 'throughput x service'],
  });
}

/** A settled task leaves the broker's books a batch of acknowledgements later. */
const SETTLE_MS = 10;

// Mean number of tasks on the broker's books = throughput x mean time there.
function littlesLaw(phase: CheckedPhase): readonly SelfCheck[] {
  const { depthMeans, throughputPerSec, ackedLate, spanMs } = phase;
  if (depthMeans === null) return [];
  const figures = moments(depthMeans);
  if (figures.kind === 'too-few') return [];
  const meanMs = (ackedLate ? phase.endToEnd : phase.wait).meanMs;
  const expected = (throughputPerSec * meanMs) / 1000;
  const ofLooks = (4 * figures.sd) / Math.sqrt(figures.count);
  const edges = (2 * expected * meanMs) / spanMs;
  const tolerance = 0.5 + 0.05 * expected + (throughputPerSec * SETTLE_MS) / 1000 + edges + ofLooks;
  const what = ['tasks sent and not settled', `throughput x ${ackedLate ? 'end to end' : 'wait'}`] as const;
  return [compare({ name: 'littles-law', measured: figures.mean, expected, tolerance, what })];
}
