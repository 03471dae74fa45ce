// `arrivals:` and the size of a batch as written become a spacing.

import { formatNumber } from '../../units/index.ts';
import { largestFactor, type BatchSize, type Spacing } from '../../workload/index.ts';
import type { Path } from '../problems/problem-list.ts';
import type { ArrivalsSection, BatchSection } from '../schema/arrivals.ts';
import type { Report } from './report.ts';

/** The spacing, or undefined after reporting why there is none. */
export function compileSpacing(section: ArrivalsSection, path: Path, report: Report): Spacing | undefined {
  if (typeof section === 'string') return { spacing: section };
  if ('batch' in section) {
    const size = compileBatch(section.batch, [...path, 'batch'], report);
    return { spacing: 'batches', size, between: section.between };
  }
  const { on: onMs, off: offMs } = section.bursts;
  const largest = largestFactor(onMs, offMs);
  const factor = section.bursts.factor ?? largest;
  if (factor >= 1 && factor <= largest) return { spacing: 'bursts', onMs, offMs, factor };
  report([...path, 'bursts', 'factor'], {
    wrong: `bursts of ${formatNumber(factor)} times the rate cannot keep the mean rate`,
    expected: `a factor from 1 to (on + off) / on, here ${formatNumber(largest)}`,
  });
  return undefined;
}

export function compileBatch(section: BatchSection, path: Path, report: Report): BatchSize {
  if (typeof section === 'number') return { size: 'fixed', tasks: section };
  if ('mean' in section) return { size: 'geometric', mean: section.mean };
  const { min: least, max: most } = section;
  if (least > most) report(path, { wrong: 'min is above max', expected: 'min <= max' });
  return { size: 'uniform', least, most };
}
