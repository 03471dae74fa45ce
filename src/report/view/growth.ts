// Whether the memory of a setting grows with the tasks it does, in a sentence.

import { assertNever } from '../../errors/index.ts';
import { leakSentences, type MemoryGrowth } from '../../result/index.ts';
import type { CellView } from './cells.ts';

export interface GrowthView {
  readonly verdict: MemoryGrowth['verdict'];
  readonly label: string;
  readonly text: string;
}

/** One entry a setting: its leaks over all repeats, or what the repeat with the most tasks says. */
export function growthOf(cells: readonly CellView[]): readonly GrowthView[] {
  return cells.flatMap(({ label, trials }): readonly GrowthView[] => {
    const leaks = leakSentences(trials);
    if (leaks.length > 0) return [{ verdict: 'leaks', label, text: leaks.join(' ') }];
    const [most] = trials.flatMap(({ growth }) => growth).toSorted((a, b) => b.tasks - a.tasks);
    return most === undefined ? [] : [{ verdict: most.verdict, label, text: sentence(most) }];
  });
}

function sentence({ verdict, lifetimes, tasks, tasksNeeded }: MemoryGrowth): string {
  const over = `over ${count(tasks, 'task')} in ${count(lifetimes, 'process', 'processes')}`;
  switch (verdict) {
    case 'leaks':
      return `Grew in one repeat and not in most, ${over}.`;
    case 'steady':
      return `Does not grow with the tasks done, ${over}.`;
    case 'unclear': {
      const more = tasksNeeded === null ? '' : `; ${count(tasksNeeded, 'task')} in one process would tell`;
      return `Grew by no more than a heap takes to settle, ${over}${more}.`;
    }
    case 'too-few':
      return 'Too few tasks to tell whether it grows.';
    default:
      return assertNever(verdict);
  }
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}
