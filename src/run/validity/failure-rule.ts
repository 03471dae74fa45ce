// Tasks that failed though the scenario did not ask for it, and the last reason: of those that call a server the server is
// to blame, the user's own may fail in any way, and nothing in the others can fail.

import type { TaskFailures } from '../../system/index.ts';
import { formatNumber } from '../../units/index.ts';
import { CALL_KINDS, type BodyKind } from '../../workload/index.ts';
import { finding, type Finding } from './finding.ts';

/** `kinds`: of the tasks of the workload, by name. */
export function failureFindings(
  failures: readonly TaskFailures[],
  kinds: ReadonlyMap<string, BodyKind>,
): readonly Finding[] {
  return failures.map(({ task, count, last }) =>
    finding(codeOf(kinds.get(task)), `${formatNumber(count)} ${task} tasks, the last with ${last}`),
  );
}

function codeOf(kind: BodyKind | undefined): 'own-tasks-failed' | 'calls-failed' | 'tasks-cut-short' {
  if (kind === 'own') return 'own-tasks-failed';
  return CALL_KINDS.some((call) => call === kind) ? 'calls-failed' : 'tasks-cut-short';
}
