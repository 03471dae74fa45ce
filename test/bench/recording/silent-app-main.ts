// The synthetic application without its measuring: the same tasks, arguments and bodies, no stamps and no samples. What
// the real one costs above this is the cost of recording.

import { env } from 'node:process';
import { readSyntheticEnvironment } from '../../../src/system/synthetic-environment.ts';
import { App } from '../../../src/worker/index.ts';
import { parseArgs, runBody } from '../../../src/workload/index.ts';

const { tasks } = readSyntheticEnvironment(env);

export const app: App = new App('headcount-load');
for (const task of tasks) {
  if ('call' in task) throw new Error(`this bench has no server to call for ${task.name}`);
  app.task(
    task.name,
    (...args: readonly unknown[]) => {
      const planned = parseArgs(args);
      if (planned === undefined) throw new TypeError('arguments are not those of a planned task');
      return runBody(task.kind, planned);
    },
    { ignoreResult: true, acks: task.acks },
  );
}
