// The `workload` section becomes task profiles; what a kind of task needs or can't have is checked here.

import { bytes, ms } from '../../units/index.ts';
import type { DurationLaw, TaskProfile, Workload } from '../../workload/index.ts';
import type { Path } from '../problems/problem-list.ts';
import type { TaskSection, WorkloadSection } from '../schema/workload-section.ts';
import { compileDuration, type FileAccess } from './duration.ts';
import type { Report } from './report.ts';

const NO_TIME: DurationLaw = { law: 'constant', valueMs: ms(0) };

/** The workload; tasks with problems (all reported) get a stand-in law and are never run. */
export async function compileWorkload(
  section: WorkloadSection,
  files: FileAccess,
  report: Report,
): Promise<Workload> {
  const tasks: TaskProfile[] = [];
  const names = new Map<string, number>();
  for (const [index, task] of section.tasks.entries()) {
    const path: Path = ['workload', 'tasks', index];
    const first = names.get(task.name);
    if (first !== undefined)
      report([...path, 'name'], {
        wrong: `a second task is called "${task.name}" (the first is workload.tasks[${first}])`,
        expected: 'a name of its own for each task',
      });
    else names.set(task.name, index);
    checkKind(task, path, report);
    const written = task.duration;
    const law =
      written === undefined ? NO_TIME : await compileDuration(written, [...path, 'duration'], files, report);
    tasks.push(profile(task, law ?? NO_TIME));
  }
  return { tasks };
}

function profile(task: TaskSection, duration: DurationLaw): TaskProfile {
  const leakBytes = task.leak ?? bytes(0);
  return {
    name: task.name,
    kind: task.kind,
    duration,
    weight: task.weight,
    queue: task.queue,
    priority: task.priority,
    payloadBytes: whole(task.payload),
    failureRatio: task.failure,
    allocateBytes: whole(task.allocate ?? leakBytes),
    leakBytes: whole(leakBytes),
  };
}

const whole = (size: number) => bytes(Math.round(size));

function checkKind(task: TaskSection, path: Path, report: Report): void {
  if (task.kind === 'noop' && task.duration !== undefined)
    report([...path, 'duration'], {
      wrong: 'a noop task takes no time',
      expected: 'no duration, or kind io or cpu',
    });
  if (task.kind !== 'noop' && task.duration === undefined)
    report(path, { wrong: `task "${task.name}" has no duration`, expected: 'one such as duration: 20ms' });
  if (task.kind === 'memory') checkMemory(task, path, report);
  else
    for (const key of ['allocate', 'leak'] as const)
      if (task[key] !== undefined)
        report([...path, key], { wrong: `a ${task.kind} task allocates nothing`, expected: 'kind: memory' });
}

function checkMemory(task: TaskSection, path: Path, report: Report): void {
  const { allocate, leak } = task;
  if (allocate === undefined && leak === undefined)
    report(path, { wrong: `task "${task.name}" allocates nothing`, expected: 'one such as allocate: 8MiB' });
  if (allocate !== undefined && leak !== undefined && leak > allocate)
    report([...path, 'leak'], {
      wrong: 'leak is more than allocate',
      expected: 'a part of what is allocated',
    });
}
