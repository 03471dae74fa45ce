// Memory growth of one setting over its repeats, and what it means for the worker's limits, in one sentence.

import { tInterval } from '../stats/index.ts';
import { bytes, formatNumber, formatSize } from '../units/index.ts';
import type { MemoryGrowth, Recycle } from './schema/resources.ts';
import type { TrialRecord } from './schema/trial.ts';

/** Fewer repeats give an interval too wide to say anything. */
const LEAST_REPEATS = 3;

/** A leak as found in every repeat that could tell. */
interface GroupGrowth {
  readonly group: string;
  readonly perTaskBytes: number;
  /** At 95 %: over the repeats from three on; of fewer, around the intervals of each. */
  readonly lowBytes: number;
  readonly highBytes: number;
  /** The most careful of the repeats' limits; null when no limit would do. */
  readonly recycle: Recycle | null;
}

/** The groups that leak in most repeats of a setting; empty when none does. */
function leakingGroups(trials: readonly Pick<TrialRecord, 'growth'>[]): readonly GroupGrowth[] {
  const groups = new Set(trials.flatMap(({ growth }) => growth.map(({ group }) => group)));
  return [...groups].flatMap((group) => {
    const found = trials.flatMap(({ growth }) => growth.filter((one) => one.group === group));
    const leaks = found.filter(isLeak);
    return leaks.length * 2 > found.length ? [combined(group, leaks)] : [];
  });
}

/** One sentence a leaking group: what each task leaks and when to recycle. `trials`: the repeats of one setting. */
export function leakSentences(trials: readonly Pick<TrialRecord, 'growth'>[]): readonly string[] {
  const groups = leakingGroups(trials);
  return groups.map((growth) => {
    const whose = groups.length > 1 ? ` on ${growth.group}` : '';
    const size = (value: number): string => formatSize(bytes(Math.max(0, value)));
    const figures = `${size(growth.perTaskBytes)} (${size(growth.lowBytes)} to ${size(growth.highBytes)})`;
    return `Each task${whose} leaks ${figures}: ${advice(growth.recycle)}.`;
  });
}

type Leak = MemoryGrowth & { perTaskBytes: number; lowBytes: number; highBytes: number };

function isLeak(growth: MemoryGrowth): growth is Leak {
  return growth.verdict === 'leaks' && growth.perTaskBytes !== null && growth.lowBytes !== null;
}

function combined(group: string, leaks: readonly Leak[]): GroupGrowth {
  const slopes = leaks.map(({ perTaskBytes }) => perTaskBytes);
  const interval = leaks.length >= LEAST_REPEATS ? tInterval(slopes) : undefined;
  const held = interval?.kind === 'interval' ? interval : undefined;
  return {
    group,
    perTaskBytes: slopes.reduce((sum, slope) => sum + slope, 0) / slopes.length,
    lowBytes: held?.low ?? Math.min(...leaks.map(({ lowBytes }) => lowBytes)),
    highBytes: held?.high ?? Math.max(...leaks.map(({ highBytes }) => highBytes)),
    recycle: mostCareful(leaks.flatMap(({ recycle }) => recycle ?? [])),
  };
}

function mostCareful(all: readonly Recycle[]): Recycle | null {
  const [first] = all.toSorted((a, b) => (a.maxTasks ?? 0) - (b.maxTasks ?? 0));
  return first ?? null;
}

function advice(recycle: Recycle | null): string {
  if (recycle === null || recycle.maxTasks === null)
    return "not even one fits in a slot's share of the memory";
  const tasks = roundedDown(recycle.maxTasks);
  const after = `after ${formatNumber(tasks)} ${tasks === 1 ? 'task' : 'tasks'}`;
  if (recycle.unit === 'worker') return `restart each worker ${after}`;
  return `recycle ${after} (--max-tasks-per-child ${tasks})`;
}

// Two digits: the slope is not known better.
function roundedDown(tasks: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(tasks)) - 1);
  return Math.floor(tasks / unit) * unit;
}
