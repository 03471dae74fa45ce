// A threshold may name one task type; whether the workload has it can be said before the run.

import { HeadcountError, nearestName } from '../../errors/index.ts';
import { parseThreshold } from './parse.ts';

/** Throws BAD_THRESHOLD at the first threshold about a task that is not among the names. */
export function checkThresholdTasks(thresholds: readonly string[], taskNames: readonly string[]): void {
  for (const text of thresholds) {
    const threshold = parseThreshold(text);
    const task = threshold.kind === 'latency' ? threshold.task : null;
    if (task === null || taskNames.includes(task)) continue;
    const near = nearestName(task, taskNames);
    throw new HeadcountError('BAD_THRESHOLD', `threshold '${text}': the workload has no task '${task}'`, {
      hint: near === undefined ? `Its tasks: ${taskNames.join(', ')}.` : `Did you mean '${near}'?`,
    });
  }
}
