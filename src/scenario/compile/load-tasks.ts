// Names of tasks in the load become their places in the workload.

import { nearestName } from '../../errors/index.ts';
import type { Workload } from '../../workload/index.ts';
import type { Path } from '../problems/problem-list.ts';
import type { Report } from './report.ts';

/** All tasks when no names are given; unknown names are reported. */
export function compileTaskNames(
  names: readonly string[] | undefined,
  context: { readonly workload: Workload | undefined; readonly path: Path; readonly report: Report },
): readonly number[] {
  const known = context.workload?.tasks.map((task) => task.name) ?? [];
  if (names === undefined) return [...known.keys()];
  const indexes = new Set<number>();
  for (const [at, name] of names.entries()) {
    const index = known.indexOf(name);
    if (index !== -1) indexes.add(index);
    else if (context.workload !== undefined)
      context.report([...context.path, 'tasks', at], {
        wrong: `no task is called "${name}"`,
        expected: `one of ${known.join(', ')}`,
        didYouMean: nearestName(name, known),
      });
  }
  return [...indexes];
}
