// Whether the run's own HTTP target may have been what limited the tasks that call it.

import { formatNumber } from '../../units/index.ts';
import { finding, type Finding } from '../validity/finding.ts';

/** Of one core, which is all that its one event loop can use. */
const BUSY_CORES = 0.8;

export function targetFindings(targetCpuCores: number | null): readonly Finding[] {
  if (targetCpuCores === null || targetCpuCores <= BUSY_CORES) return [];
  return [finding('target-busy', `it used ${formatNumber(targetCpuCores)} of the one core it can use`)];
}
