// The `load` section becomes phases; a share of a capacity needs a phase that measures it first.

import type { LoadPhase } from '../contract.ts';
import type { LoadSection } from '../schema/load-section.ts';
import type { Report } from './report.ts';

export function compileLoad(section: LoadSection, report: Report): readonly LoadPhase[] {
  let saturated = false;
  return section.map((phase, index): LoadPhase => {
    if ('saturate' in phase) {
      saturated = true;
      return { phase: 'saturate', durationMs: phase.saturate };
    }
    const { arrivals, duration: durationMs } = phase;
    if ('rate' in phase) return { phase: 'rate', ratePerSec: phase.rate, arrivals, durationMs };
    if (!saturated)
      report(['load', index, 'utilization'], {
        wrong: `load[${index}] asks for a share of a capacity that no earlier phase measures`,
        expected: 'a phase such as { saturate: 3s } before it',
      });
    return { phase: 'utilization', utilizationRatio: phase.utilization, arrivals, durationMs };
  });
}
