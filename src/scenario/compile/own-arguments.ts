// What the messages of a task of kind own carry: written in the scenario, or drawn from a file.

import { dirname, isAbsolute, join } from 'node:path';
import {
  parseArguments,
  templateProblems,
  type Arguments,
  type OwnArguments,
  type Workload,
} from '../../workload/index.ts';
import type { Path } from '../problems/problem-list.ts';
import type { TaskSection } from '../schema/workload-section.ts';
import { readFailure } from '../text/read-bounded.ts';
import type { FileAccess } from './duration.ts';
import type { Report } from './report.ts';

/** The largest file of arguments. */
const MAX_ARGUMENT_BYTES = 16 * 1024 * 1024;

/** undefined for other kinds, and after reporting why there are none. */
export async function compileOwnArguments(
  task: TaskSection,
  path: Path,
  files: FileAccess,
  report: Report,
): Promise<OwnArguments | undefined> {
  if (task.kind !== 'own') return undefined;
  checkBelongsToTask(task, path, report);
  const { args = [], kwargs } = task;
  if (!Array.isArray(args)) {
    if (kwargs !== undefined)
      report([...path, 'kwargs'], {
        wrong: 'the lines of the file are whole arguments',
        expected: 'no kwargs, or objects in the file',
      });
    return fromFile(args.from, [...path, 'args', 'from'], files, report);
  }
  for (const wrong of templateProblems(args)) report([...path, 'args'], { wrong });
  for (const wrong of templateProblems(kwargs)) report([...path, 'kwargs'], { wrong });
  return { from: 'scenario', args, kwargs: kwargs ?? {} };
}

/** A BullMQ job has one value: arguments by name, or one by position. */
export function checkJobData({ tasks }: Workload, report: Report): void {
  for (const [index, { own }] of tasks.entries()) {
    if (own === undefined || messages(own).every(isOneValue)) continue;
    report(['workload', 'tasks', index, 'args'], {
      wrong: 'a BullMQ job has one value, its data',
      expected: 'kwargs, or args with one value',
    });
  }
}

function messages(own: OwnArguments): readonly Arguments[] {
  return own.from === 'file' ? own.choices : [own];
}

function isOneValue({ args, kwargs }: Arguments): boolean {
  return args.length === 0 || (args.length === 1 && Object.keys(kwargs).length === 0);
}

function checkBelongsToTask(task: TaskSection, path: Path, report: Report): void {
  const changes = [
    { key: 'acks', is: task.acks === 'late', expected: "the task's own option, in the application" },
    { key: 'failure', is: task.failure > 0, expected: 'a task that fails by itself' },
    { key: 'payload', is: task.payload > 0, expected: 'larger arguments' },
  ];
  for (const { key, is, expected } of changes)
    if (is)
      report([...path, key], { wrong: `${key} would change what the task "${task.name}" does`, expected });
}

async function fromFile(
  source: string,
  path: Path,
  files: FileAccess,
  report: Report,
): Promise<OwnArguments | undefined> {
  const file = isAbsolute(source) ? source : join(dirname(files.scenarioPath), source);
  try {
    const parsed = parseArguments(await files.readFile(file, MAX_ARGUMENT_BYTES));
    if (parsed.ok) return { from: 'file', source, choices: parsed.choices };
    report(path, { wrong: `${file}:${parsed.line}: ${parsed.problem}` });
  } catch (error) {
    report(path, {
      wrong: `${file}: ${readFailure(error)}`,
      expected: 'a file of arguments, one JSON value a line',
    });
  }
  return undefined;
}
