// The `attach` section becomes settings; what a fleet that runs already decides by itself is refused beside it.

import type { AttachSettings, SystemName } from '../contract.ts';
import type { AttachSection } from '../schema/attach-section.ts';
import type { Report } from './report.ts';

/** Sections that say how workers are to be started, or what to do to them. */
const DECIDED = ['app', 'fleet', 'matrix', 'celery', 'faults'] as const;

/** Undefined = workers are started as usual. */
export function compileAttach(
  section: AttachSection,
  systems: readonly SystemName[],
  data: Readonly<Record<string, unknown>>,
  report: Report,
): AttachSettings | undefined {
  if (section === false) return undefined;
  for (const key of DECIDED)
    if (data[key] !== undefined)
      report([key], {
        wrong: `workers that run already leave nothing to ${key}`,
        expected: `no ${key} beside attach`,
      });
  if (systems.length > 1 || systems.includes('bullmq'))
    report(['system'], {
      wrong: `attach is not for ${systems.join(' and ')}`,
      expected: 'celery or headcount',
    });
  if (section === true) return { shared: false };
  const { shared, workers } = section;
  return { shared, ...(workers === undefined ? {} : { workers: [...new Set(workers)] }) };
}
