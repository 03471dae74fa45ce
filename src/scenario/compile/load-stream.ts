// One stream of load as written becomes a plan of arrivals.

import { dirname, isAbsolute, join, resolve } from 'node:path';
import { ms, type Milliseconds } from '../../units/index.ts';
import {
  scanTrace,
  traceFormat,
  type ArrivalPlan,
  type LoadStream,
  type Workload,
} from '../../workload/index.ts';
import type { Path } from '../problems/problem-list.ts';
import type { StreamSection } from '../schema/load-section.ts';
import { readFailure } from '../text/read-bounded.ts';
import type { FileAccess } from './duration.ts';
import { compileBatch, compileSpacing } from './load-spacing.ts';
import { compileCurve } from './load-curve.ts';
import { compileTaskNames } from './load-tasks.ts';
import type { Report } from './report.ts';

export interface StreamContext {
  readonly path: Path;
  readonly report: Report;
  readonly workload: Workload | undefined;
  readonly files: FileAccess;
  /** Length of the phase; undefined: as long as its trace. */
  readonly durationMs: Milliseconds | undefined;
}

/** The stream, or undefined after reporting why there is none. */
export async function compileStream(
  section: StreamSection,
  context: StreamContext,
): Promise<LoadStream | undefined> {
  const tasks = compileTaskNames(section.tasks, context);
  const plan = await compilePlan(section, context);
  return plan && { plan, tasks };
}

async function compilePlan(section: StreamSection, context: StreamContext): Promise<ArrivalPlan | undefined> {
  if ('replay' in section) return compileReplay(section, context);
  if ('batch' in section) {
    const size = compileBatch(section.batch, [...context.path, 'batch'], context.report);
    return { arrivals: 'cron', size, everyMs: section.every };
  }
  const rate = compileCurve(section, context);
  const spacing = compileSpacing(section.arrivals, [...context.path, 'arrivals'], context.report);
  return rate && spacing && { arrivals: 'rate', ...rate, spacing };
}

async function compileReplay(
  section: Extract<StreamSection, { replay: string }>,
  { path, report, workload, files, durationMs = ms(Infinity) }: StreamContext,
): Promise<ArrivalPlan | undefined> {
  const at = [...path, 'replay'];
  const name = section.replay;
  const file = isAbsolute(name) ? name : join(dirname(files.scenarioPath), name);
  const format = traceFormat(file);
  if (format === undefined) {
    report(at, {
      wrong: `${name} is no trace by its name`,
      expected: 'a file that ends in .csv, .jsonl or .ndjson',
    });
    return undefined;
  }
  if (workload === undefined) return undefined;
  const names = workload.tasks.map((task) => task.name);
  try {
    const { speed, rate: copies } = section;
    const { entries, entriesDue, spanMs } = await scanTrace(file, format, names, durationMs * speed);
    if (entries === 0) report(at, { wrong: `${file} has no entries`, expected: 'a task a line' });
    return { arrivals: 'replay', path: resolve(file), format, speed, copies, entriesDue, spanMs };
  } catch (error) {
    report(at, { wrong: traceFailure(file, error) });
    return undefined;
  }
}

// What is wrong in a trace already names file and line.
function traceFailure(file: string, error: unknown): string {
  const reason = readFailure(error);
  return reason.startsWith(`${file}:`) ? reason : `${file}: ${reason}`;
}

/** A second at least: the last task of a trace is due at its very end. */
export function replayLength({ plan }: LoadStream): Milliseconds {
  return plan.arrivals === 'replay' ? ms(Math.max(1000, Math.ceil(plan.spanMs / plan.speed) + 1)) : ms(0);
}
