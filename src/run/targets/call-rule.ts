// Tasks that failed though the scenario did not ask for it, and the last reason: of synthetic ones the server that they call
// is to blame; the user's own may fail in any way.

import type { TaskFailures } from '../../system/index.ts';
import { formatNumber } from '../../units/index.ts';
import { finding, type Finding } from '../validity/finding.ts';

export function callFindings(failures: readonly TaskFailures[], ownTasks: boolean): readonly Finding[] {
  const code = ownTasks ? 'own-tasks-failed' : 'calls-failed';
  return failures.map(({ task, count, last }) =>
    finding(code, `${formatNumber(count)} ${task} tasks, the last with ${last}`),
  );
}
