// Which warnings a recording has earned.

import { formatDuration, formatRatio, ms, ratio } from '../units/index.ts';
import type { QueueFigures, TaskFigures, WorkerFigures } from './contract.ts';
import type { BookCounts } from './task-book.ts';
import type { RecordWarning } from './warnings.ts';

/** Clocks further apart than this are worth a word: events take some milliseconds. */
const CLOCK_AHEAD_MS = 50;
const CLOCK_BEHIND_MS = 1000;
const NAMES_SHOWN = 5;

export interface Findings {
  readonly byTask: readonly TaskFigures[];
  readonly workers: readonly WorkerFigures[];
  readonly queues: readonly QueueFigures[];
  readonly silent: readonly string[];
  readonly silentAtWork: readonly string[];
  readonly counts: Readonly<BookCounts>;
  readonly movedUp: number;
  readonly negativeWaits: number;
  readonly gapMs: number;
  readonly refusedQueues: readonly string[];
  readonly hasOthers: boolean;
}

export function findWarnings(findings: Findings): readonly RecordWarning[] {
  return [
    ...silence(findings),
    ...sentUnknown(findings),
    ...clocks(findings),
    ...incomplete(findings),
    ...(findings.gapMs > 0
      ? [{ code: 'broker-gap', detail: `away for ${formatDuration(ms(findings.gapMs))}` } as const]
      : []),
    ...(findings.refusedQueues.length > 0
      ? [{ code: 'queue-refused', detail: names(findings.refusedQueues) } as const]
      : []),
    ...(findings.hasOthers
      ? [{ code: 'many-task-types', detail: `${findings.byTask.length - 1} are kept apart` } as const]
      : []),
  ];
}

function silence({ workers, silent, silentAtWork }: Findings): readonly RecordWarning[] {
  if (workers.some(({ taskEvents }) => taskEvents > 0))
    return silentAtWork.length === 0
      ? []
      : [{ code: 'some-silent', detail: `did tasks without a word: ${names(silentAtWork)}` }];
  const detail =
    silent.length === 0 ? 'no worker was heard at all' : `heard, but not of tasks: ${names(silent)}`;
  return [{ code: 'no-task-events', detail }];
}

function sentUnknown({ byTask, queues }: Findings): readonly RecordWarning[] {
  const all = byTask.reduce((sum, { count }) => sum + count, 0);
  const known = byTask.reduce((sum, { count, sentKnownRatio }) => sum + count * sentKnownRatio, 0);
  if (all === 0 || all - known < 0.5) return [];
  const backlog = queues.filter(({ maxWaiting }) => maxWaiting !== null && maxWaiting > 0);
  const depth = backlog.map(({ queue, maxWaiting }) => `${queue} up to ${maxWaiting}`).join(', ');
  const waiting = depth === '' ? '' : `; messages waited meanwhile: ${depth}`;
  return [
    { code: 'sent-unknown', detail: `of ${formatRatio(ratio((all - known) / all))} of the tasks${waiting}` },
  ];
}

function clocks({ workers, negativeWaits }: Findings): readonly RecordWarning[] {
  const off = workers.filter(
    ({ leastLagMs }) => leastLagMs < -CLOCK_AHEAD_MS || leastLagMs > CLOCK_BEHIND_MS,
  );
  if (off.length === 0 && negativeWaits === 0) return [];
  const shown = off.slice(0, NAMES_SHOWN).map(({ worker, leastLagMs }) => {
    const by = formatDuration(ms(Math.abs(leastLagMs)));
    return `${worker} is ${leastLagMs < 0 ? 'ahead' : 'behind'} by ${by}`;
  });
  const negative =
    negativeWaits === 0
      ? []
      : [`${negativeWaits} tasks began before they were sent; their waits are left out`];
  return [{ code: 'clocks-differ', detail: [...shown, ...negative].join('; ') }];
}

function incomplete({ counts, movedUp }: Findings): readonly RecordWarning[] {
  const { overdue, unstarted, crowdedOut, forgotten } = counts;
  const early = [
    ...(overdue > 0 ? [`${overdue} ran for longer than the patience`] : []),
    ...(crowdedOut > 0 ? [`${crowdedOut} because too many were under way`] : []),
  ];
  return [
    ...(early.length > 0 ? [{ code: 'unfinished', detail: early.join(', ') } as const] : []),
    ...(unstarted > 0
      ? [{ code: 'not-started', detail: `${unstarted} waited for longer than the patience` } as const]
      : []),
    ...(movedUp > 0 ? [{ code: 'out-of-order', detail: `${movedUp} lines` } as const] : []),
    ...(forgotten > 0 ? [{ code: 'forgotten', detail: `${forgotten} tasks` } as const] : []),
  ];
}

function names(all: readonly string[]): string {
  const more = all.length - NAMES_SHOWN;
  return `${all.slice(0, NAMES_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
