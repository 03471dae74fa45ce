// The phases of a trial by how their load comes: on a schedule of the scenario's, by a search for the rate, or as fast as
// the fleet settles. The one place that says which is which.

import type { PhaseRecord, TrialRecord } from './schema/trial.ts';

type Kind = Pick<PhaseRecord, 'phase'>;

/** Tasks were due when the scenario said, the same for every fleet: waits are those of users, and compare. */
export function isScheduled({ phase }: Kind): boolean {
  return phase === 'rate' || phase === 'utilization' || phase === 'replay';
}

/** Tasks were due too, at a rate that the search found for this fleet: waits are those at its own limit. */
export function isSearch({ phase }: Kind): boolean {
  return phase === 'search';
}

/** Tasks had due times, whoever chose the rate: figures that count from them mean something. */
export function isOpenLoop(phase: Kind): boolean {
  return isScheduled(phase) || isSearch(phase);
}

export function scheduledPhases({ phases }: Pick<TrialRecord, 'phases'>): readonly PhaseRecord[] {
  return phases.filter(isScheduled);
}

export function searchPhases({ phases }: Pick<TrialRecord, 'phases'>): readonly PhaseRecord[] {
  return phases.filter(isSearch);
}

/** The phases that latencies are read from: the scheduled ones, without any the searches. */
export function latencyPhases(trial: Pick<TrialRecord, 'phases'>): readonly PhaseRecord[] {
  const scheduled = scheduledPhases(trial);
  return scheduled.length > 0 ? scheduled : searchPhases(trial);
}

/** Callers that wait for their answers: each such phase is a load of its own, often of other tasks than the next. */
export function closedPhases({ phases }: Pick<TrialRecord, 'phases'>): readonly PhaseRecord[] {
  return phases.filter(({ phase }) => phase === 'closed');
}

export function saturatePhases({ phases }: Pick<TrialRecord, 'phases'>): readonly PhaseRecord[] {
  return phases.filter(({ phase }) => phase === 'saturate');
}
