// Which loads are meant to be steady: a flat rate with arrivals that forget what was before. Of the others no
// steadiness is demanded.

import type { OpenLoopPhase } from '../../scenario/index.ts';

/** Why a phase is not meant to be steady; undefined when it is. */
export function unsteadyByDesign({ streams, label }: OpenLoopPhase): string | undefined {
  const steady = streams.every(({ plan }) => {
    if (plan.arrivals !== 'rate' || plan.curve.curve !== 'flat') return false;
    return plan.spacing.spacing !== 'bursts';
  });
  return steady ? undefined : `the load is meant to vary (${label})`;
}
