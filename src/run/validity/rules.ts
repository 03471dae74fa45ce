// The one place that says what each finding does: a warning travels with the figures, a refusal voids the trial. What a
// scenario accepts warns only.

import type { ResultWarning, WarningCode } from '../../result/index.ts';
import type { Finding } from './finding.ts';

const ACTIONS: Partial<Readonly<Record<WarningCode, 'refuses' | 'refuses-if-severe'>>> = {
  'generator-late': 'refuses-if-severe',
  'host-shared': 'refuses-if-severe',
  'clock-trouble': 'refuses-if-severe',
  'ledger-unbalanced': 'refuses',
  'samples-missing': 'refuses-if-severe',
  'not-alone': 'refuses-if-severe',
  'never-steady': 'refuses-if-severe',
  'self-check': 'refuses-if-severe',
};

export interface Judgement {
  /** Every finding. */
  readonly warnings: readonly ResultWarning[];
  /** Those of them that void the trial. */
  readonly refusals: readonly ResultWarning[];
}

/** `accepted`: codes that shall not refuse. */
export function judge(findings: readonly Finding[], accepted: readonly WarningCode[]): Judgement {
  const plain = ({ code, detail }: Finding): ResultWarning => ({ code, detail });
  const refusing = findings.filter((found) => refuses(found) && !accepted.includes(found.code));
  return { warnings: findings.map(plain), refusals: refusing.map(plain) };
}

function refuses({ code, severe }: Finding): boolean {
  const action = ACTIONS[code];
  return action === 'refuses' || (action === 'refuses-if-severe' && severe);
}
