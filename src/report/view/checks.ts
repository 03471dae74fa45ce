// The self-checks of a run: how many hold, and where one does not.

import type { RunResult, SelfCheck, TrialRecord } from '../../result/index.ts';

export interface CheckView {
  readonly name: SelfCheck['name'];
  readonly held: number;
  readonly failed: readonly FailedCheck[];
  /** One that held, in its own words, as an example. */
  readonly example: string | null;
}

export interface FailedCheck {
  readonly where: string;
  readonly said: string;
  readonly refuses: boolean;
}

/** One entry a kind of check that was made. `labelOf`: the name of a setting. */
export function collectChecks(result: RunResult, labelOf: (cellId: string) => string): readonly CheckView[] {
  const found = result.trials.flatMap((trial) => ofTrial(trial, labelOf(trial.cellId)));
  const names = [...new Set(found.map(({ check }) => check.name))];
  return names.map((name) => {
    const own = found.filter(({ check }) => check.name === name);
    const bad = own.filter(({ check }) => !check.ok);
    return {
      name,
      held: own.length - bad.length,
      failed: bad.map(({ where, check: { said, refuses } }) => ({ where, said, refuses })),
      example: own.find(({ check }) => check.ok)?.check.said ?? null,
    };
  });
}

interface Placed {
  readonly where: string;
  readonly check: SelfCheck;
}

function ofTrial(trial: TrialRecord, label: string): readonly Placed[] {
  const where = `${label}, repeat ${trial.repeat}`;
  return [
    ...trial.selfChecks.map((check) => ({ where, check })),
    ...trial.phases.flatMap((phase) =>
      phase.selfChecks.map((check) => ({ where: `${where}, ${phase.label}`, check })),
    ),
  ];
}
