// A plan as text for people: 80 columns, the same in a terminal and in a pipe.

import { assertNever } from '../../errors/index.ts';
import type { Plan } from '../../capacity/index.ts';
import { figuresText } from './figures-text.ts';
import { fleetText, impossibleText } from './run-text.ts';

/** The plan as text; ends with a newline. */
export function renderPlanText(plan: Plan): string {
  switch (plan.kind) {
    case 'fleet':
      return fleetText(plan);
    case 'impossible':
      return impossibleText(plan);
    case 'figures':
      return figuresText(plan);
    default:
      return assertNever(plan);
  }
}
