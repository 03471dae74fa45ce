// The claims of a run on a terminal: the verdict in colour, the figures below it.

import type { RunResult } from '../../result/index.ts';
import { claimViews, type ClaimView } from '../view/claims.ts';
import type { Paint } from './paint.ts';

/** `wrap` breaks lines to the width of the terminal. */
export function claimLines(
  result: RunResult,
  paint: Paint,
  wrap: (text: string, indent?: string) => readonly string[],
): readonly string[] {
  return claimViews(result).flatMap(({ verdict, says, found }) => [
    ...wrap(`${verdict}: ${says}`, '  ').map((line, i) => (i === 0 ? painted(verdict, paint)(line) : line)),
    ...found.flatMap((line) => wrap(`- ${line}`, '  ')),
  ]);
}

// Nothing failed where a claim does not hold.
function painted(verdict: ClaimView['verdict'], paint: Paint): Paint['passed'] {
  return verdict === 'holds' ? paint.passed : paint.undecided;
}
