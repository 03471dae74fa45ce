// The `celery` section becomes settings, with its Python found from where the file lies.

import { dirname, isAbsolute, join } from 'node:path';
import type { CelerySettings, SystemName } from '../contract.ts';
import type { CelerySection } from '../schema/celery-section.ts';
import type { Report } from './report.ts';

export function compileCelery(
  section: CelerySection,
  systems: readonly SystemName[],
  scenarioPath: string,
  report: Report,
): CelerySettings {
  if (!systems.includes('celery'))
    report(['celery'], {
      wrong: 'no worker of this scenario is Celery',
      expected: 'system: celery, or no such section',
    });
  const { python, without, optimization } = section;
  return {
    ...(python === undefined ? {} : { python: located(python, scenarioPath) }),
    without: [...new Set(without)],
    ...(optimization === undefined ? {} : { optimization }),
  };
}

// A name without a slash is looked up on PATH.
function located(python: string, scenarioPath: string): string {
  if (isAbsolute(python) || !python.includes('/')) return python;
  return join(dirname(scenarioPath), python);
}
