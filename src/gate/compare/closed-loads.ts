// The closed loops of trials by name: their label, and which of several alike.

import { closedPhases, type PhaseRecord, type TrialRecord } from '../../result/index.ts';

/** Every closed loop that any of the trials went through, in their order: "50 outstanding, resize-image". */
export function closedLoads(trials: readonly TrialRecord[]): readonly string[] {
  return [...new Set(trials.flatMap((trial) => [...namedPhases(trial).keys()]))];
}

/** The trial's own phase of that name. */
export function closedPhase(trial: TrialRecord, load: string): PhaseRecord | undefined {
  return namedPhases(trial).get(load);
}

function namedPhases(trial: TrialRecord): ReadonlyMap<string, PhaseRecord> {
  const named = new Map<string, PhaseRecord>();
  const seen = new Map<string, number>();
  for (const phase of closedPhases(trial)) {
    const nth = (seen.get(phase.label) ?? 0) + 1;
    seen.set(phase.label, nth);
    named.set(nth === 1 ? phase.label : `${phase.label} (${nth})`, phase);
  }
  return named;
}
