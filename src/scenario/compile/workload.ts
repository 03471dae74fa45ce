// The `workload` section becomes task profiles.

import { bytes, ms } from '../../units/index.ts';
import type { DurationLaw, TaskProfile, Workload } from '../../workload/index.ts';
import type { Path } from '../problems/problem-list.ts';
import type { TaskSection, WorkloadSection } from '../schema/workload-section.ts';
import { compileCall } from './call.ts';
import { compileDuration, type FileAccess } from './duration.ts';
import type { Report } from './report.ts';
import { compileOwnArguments } from './own-arguments.ts';
import { checkKind } from './task-kind.ts';

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
    tasks.push(await profile(task, path, files, report));
  }
  return { tasks };
}

async function profile(
  task: TaskSection,
  path: Path,
  files: FileAccess,
  report: Report,
): Promise<TaskProfile> {
  const law = async (key: 'duration' | 'cpu' | 'wait'): Promise<DurationLaw> => {
    const written = task[key];
    return (written && (await compileDuration(written, [...path, key], files, report))) ?? NO_TIME;
  };
  const leakBytes = task.leak ?? bytes(0);
  const call = compileCall(task, path, report);
  const own = await compileOwnArguments(task, path, files, report);
  return {
    name: task.name,
    kind: task.kind,
    duration: await law(task.kind === 'mixed' ? 'cpu' : 'duration'),
    ...(task.kind === 'mixed' ? { wait: await law('wait') } : {}),
    ...(call === undefined ? {} : { call }),
    ...(own === undefined ? {} : { own }),
    weight: task.weight,
    queue: task.queue,
    priority: task.priority,
    ...(task.acks === 'late' ? { acks: task.acks } : {}),
    payloadBytes: whole(task.payload),
    failureRatio: task.failure,
    allocateBytes: whole(task.allocate ?? leakBytes),
    leakBytes: whole(leakBytes),
  };
}

const whole = (size: number) => bytes(Math.round(size));
