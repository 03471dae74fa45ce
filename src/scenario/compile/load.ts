// The `load` section becomes phases; a share of a capacity needs a phase that measures it first.

import { ms, type Milliseconds } from '../../units/index.ts';
import { needsCapacity, type LoadStream, type Workload } from '../../workload/index.ts';
import type { LoadPhase, OpenLoopPhase } from '../contract.ts';
import type { Path } from '../problems/problem-list.ts';
import type { LoadSection, PhaseSection, StreamSection } from '../schema/load-section.ts';
import { closedLabel, phaseLabel } from './load-label.ts';
import { compileStream, replayLength, type StreamContext } from './load-stream.ts';
import { compileTaskNames } from './load-tasks.ts';
import { compileSearch, type CheckGoal } from './search.ts';
import type { FileAccess } from './duration.ts';
import type { Report } from './report.ts';

export interface LoadContext {
  /** Undefined when the section is wrong; names of tasks are then not checked. */
  readonly workload: Workload | undefined;
  readonly files: FileAccess;
  readonly report: Report;
  /** Says what is wrong with the goal of a search. */
  readonly checkSlo: CheckGoal;
}

/** The phases; one with problems (all reported) is left out. */
export async function compileLoad(section: LoadSection, context: LoadContext): Promise<readonly LoadPhase[]> {
  const phases: LoadPhase[] = [];
  let saturated = false;
  for (const [index, written] of section.entries()) {
    const path: Path = ['load', index];
    const phase = await compilePhase(written, { ...context, path });
    if (phase?.phase === 'saturate') saturated = true;
    if (phase?.phase === 'utilization' && !saturated) reportNoCapacity(written, path, context.report);
    if (phase !== undefined) phases.push(phase);
  }
  return phases;
}

interface PhaseContext extends LoadContext {
  readonly path: Path;
}

async function compilePhase(phase: PhaseSection, context: PhaseContext): Promise<LoadPhase | undefined> {
  if ('saturate' in phase) return { phase: 'saturate', durationMs: phase.saturate };
  if ('search' in phase) return compileSearch(phase, context);
  if ('outstanding' in phase) {
    const { outstanding, duration: durationMs } = phase;
    const tasks = compileTaskNames(phase.tasks, context);
    const label = closedLabel(outstanding, tasks, taskNames(context));
    return { phase: 'closed', outstanding, tasks, durationMs, label };
  }
  if ('streams' in phase) return openLoop(phase.streams, phase.duration, context, 'streams');
  const durationMs = 'steps' in phase ? ms(phase.steps.length * phase.each) : phase.duration;
  return openLoop([phase], durationMs, context, undefined);
}

/** `key`: where the streams stand in the phase; undefined when the phase is the only one itself. */
async function openLoop(
  sections: readonly StreamSection[],
  durationMs: Milliseconds | undefined,
  context: PhaseContext,
  key: string | undefined,
): Promise<OpenLoopPhase | undefined> {
  const streams: LoadStream[] = [];
  for (const [index, section] of sections.entries()) {
    const path = key === undefined ? context.path : [...context.path, key, index];
    const streamContext: StreamContext = { ...context, path, durationMs };
    const stream = await compileStream(section, streamContext);
    if (stream !== undefined) streams.push(stream);
  }
  const [first] = streams;
  if (first === undefined || streams.length < sections.length) return undefined;
  return {
    phase: streams.some(needsCapacity) ? 'utilization' : kindOf(streams),
    streams,
    durationMs: durationMs ?? replayLength(first),
    label: phaseLabel(streams, taskNames(context)),
  };
}

function taskNames({ workload }: LoadContext): readonly string[] {
  return workload?.tasks.map(({ name }) => name) ?? [];
}

function kindOf(streams: readonly LoadStream[]): 'rate' | 'replay' {
  return streams.every(({ plan }) => plan.arrivals === 'replay') ? 'replay' : 'rate';
}

function reportNoCapacity(phase: PhaseSection, path: Path, report: Report): void {
  const key = ['utilization', 'ramp', 'steps', 'spike', 'sine', 'streams'].find((name) => name in phase);
  report(key === undefined ? path : [...path, key], {
    wrong: `load[${path[1]}] asks for a share of a capacity that no earlier phase measures`,
    expected: 'a phase such as { saturate: 3s } before it',
  });
}
