// The claims of a run in Markdown: verdict, words, figures.

import type { RunResult } from '../../result/index.ts';
import { claimViews } from '../view/claims.ts';

/** Empty without claims. `escape` writes text that Markdown reads as itself. */
export function claimBlock(result: RunResult, escape: (text: string) => string): string {
  const lines = claimViews(result).flatMap(({ verdict, says, found }) => [
    `- **${verdict}**: ${escape(says)}`,
    ...found.map((line) => `  - ${escape(line)}`),
  ]);
  return lines.length === 0 ? '' : `## Claims\n\n${lines.join('\n')}`;
}
