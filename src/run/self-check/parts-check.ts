// The parts of the tasks' time against the whole: slip + broker wait + reserved wait + service = end to end, in the mean.

import type { Flow, LatencySummary, SelfCheck } from '../../result/index.ts';
import { compare } from './check.ts';

/** With fewer of the tasks joined the parts are of others than the whole. */
const JOINED = 0.99;
/** Each histogram rounds by 0.1 %. */
const ROUNDING = 0.005;
const GRAIN_MS = 0.01;

/** None where workers do not stamp what they reserve. */
export function partsCheck(flow: Flow | null, endToEnd: LatencySummary): readonly SelfCheck[] {
  if (flow === null || endToEnd.count === 0) return [];
  const { slip, brokerWait, reservedWait, service } = flow.total;
  const joined = Math.min(brokerWait.summary.count, reservedWait.summary.count) / endToEnd.count;
  if (joined < JOINED) return [];
  const expected = [slip, brokerWait, reservedWait, service].reduce(
    (sum, part) => sum + part.summary.meanMs,
    0,
  );
  const ofMissing = Math.abs(1 - joined) * endToEnd.maxMs;
  const tolerance = GRAIN_MS + ROUNDING * endToEnd.meanMs + ofMissing;
  const what = ['mean end to end (ms)', 'its parts together'] as const;
  return [compare({ name: 'parts', measured: endToEnd.meanMs, expected, tolerance, what })];
}
