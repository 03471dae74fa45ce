// How one check of the doctor says what it found.

import type { Check } from '../../result/index.ts';
import { formatDuration, ms } from '../../units/index.ts';

export interface Judgement {
  readonly check: Check['check'];
  readonly finding: string;
  readonly figures: Readonly<Record<string, number | null>>;
  /** What must hold for it not to be bad, and not to warn; each with what to do otherwise. The first that fails counts. */
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly fails: boolean;
  readonly state: 'warn' | 'bad';
  readonly nextStep: string;
}

/** A duration in words. */
export const shown = (valueMs: number | null): string =>
  valueMs === null ? 'unknown' : formatDuration(ms(valueMs));

export function judged({ check, finding, figures, rules }: Judgement): Check {
  const broken = rules.find(({ fails }) => fails);
  return {
    check,
    state: broken?.state ?? 'ok',
    finding,
    nextStep: broken?.nextStep ?? null,
    figures: { ...figures },
  };
}
