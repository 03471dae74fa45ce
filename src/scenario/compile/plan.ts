// The `plan` section in the words of the program.

import type { PlanRequest } from '../contract.ts';
import type { PlanSection } from '../schema/plan-section.ts';

export function compilePlan(section: PlanSection): PlanRequest {
  const { rate, machine } = section;
  return {
    slo: section.slo,
    headroomRatio: section.headroom,
    survive: section.survive,
    ...(rate === undefined ? {} : { ratePerSec: rate }),
    ...(machine === undefined
      ? {}
      : {
          machine: {
            cpus: machine.cpus,
            memoryBytes: machine.memory,
            ...(machine.price === undefined ? {} : { pricePerHour: machine.price }),
          },
        }),
  };
}
