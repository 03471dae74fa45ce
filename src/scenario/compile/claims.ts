// Claims are checked against the settings, loads and tasks of their scenario. Their grammar belongs to what judges them and
// is checked by the caller.

import type { Cell, LoadPhase } from '../contract.ts';
import type { ClaimsSection } from '../schema/claims-section.ts';
import type { Report } from './report.ts';

/** What a claim may speak of. */
export interface ClaimScene {
  readonly cells: readonly Pick<Cell, 'id' | 'system' | 'settings'>[];
  /** The kinds of the phases, in their order. */
  readonly loads: readonly LoadPhase['phase'][];
  /** Names of the workload's tasks. */
  readonly tasks: readonly string[];
}

/** Answers what is wrong with a claim, or undefined when it is fine; without a scene only its text counts. */
export type CheckClaim = (that: string, scene: ClaimScene | undefined) => string | undefined;

/** `scene` is undefined where other sections of the file are wrong. */
export function checkClaims(
  claims: ClaimsSection,
  scene: ClaimScene | undefined,
  check: CheckClaim,
  report: Report,
): void {
  for (const [index, { that }] of claims.entries()) {
    const wrong = check(that, scene);
    if (wrong !== undefined) report(['claims', index, 'that'], { wrong });
  }
}
