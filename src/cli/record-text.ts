// A recording for people: what was heard of each task, the queues, and what to mind.

import { RECORD_WARNINGS, type RecordSummary, type TaskFigures, type TimeFigures } from '../record/index.ts';
import { formatDuration, formatNumber, formatRate, type Milliseconds } from '../units/index.ts';

const TYPES_SHOWN = 30;

export function recordText(summary: RecordSummary): string {
  const { tasks, durationMs, workers, byTask, queues, trace } = summary;
  const heard = `${formatNumber(tasks)} tasks of ${byTask.length} types from ${workers.length} workers`;
  const hidden = byTask.length - TYPES_SHOWN;
  return [
    `Recorded ${heard} in ${formatDuration(durationMs)}: ${trace}`,
    ...(tasks === 0 ? [] : [...busiest(summary), '']),
    ...byTask.slice(0, TYPES_SHOWN).flatMap(taskLines),
    ...(hidden > 0 ? [`  and ${hidden} more types: see --json`] : []),
    ...queues.map(queueLine),
    ...left(summary),
    ...summary.warnings.flatMap(({ code, detail }) => [
      '',
      `warning: ${code}: ${detail}`,
      `  ${RECORD_WARNINGS[code].cause}`,
      `  ${RECORD_WARNINGS[code].nextStep}`,
    ]),
    ...(tasks === 0 ? [] : ['', ...next(trace)]),
    '',
  ].join('\n');
}

function busiest({ busiestMinutePerSec }: RecordSummary): readonly string[] {
  return busiestMinutePerSec === null ? [] : [`  ${formatRate(busiestMinutePerSec)} in the busiest minute`];
}

function queueLine({ queue, meanWaiting, maxWaiting }: RecordSummary['queues'][number]): string {
  if (meanWaiting === null || maxWaiting === null) return `  queue ${queue}: its depth is unknown`;
  return `  queue ${queue}: ${formatNumber(meanWaiting)} waiting on average, ${formatNumber(maxWaiting)} at most`;
}

function taskLines({ task, count, ratePerSec, endings, wait, service }: TaskFigures): readonly string[] {
  const others = Object.entries(endings).filter(([ending, n]) => n > 0 && ending !== 'succeeded');
  const failed = others.map(([ending, n]) => `, ${formatNumber(n)} ${ending}`).join('');
  return [
    `  ${task}: ${formatNumber(count)} (${formatRate(ratePerSec)})${failed}`,
    `    wait    ${times(wait)}`,
    `    service ${times(service)}`,
  ];
}

function times({ count, meanMs, p50Ms, p95Ms, p99Ms, maxMs }: TimeFigures): string {
  if (count === 0) return 'not known';
  const parts: readonly (readonly [string, Milliseconds | null])[] = [
    ['mean', meanMs],
    ['p50', p50Ms],
    ['p95', p95Ms],
    ['p99', p99Ms],
    ['max', maxMs],
  ];
  return parts
    .flatMap(([name, value]) => (value === null ? [] : [`${name} ${formatDuration(value)}`]))
    .join(', ');
}

function left({ endsOnly, toCome, neverRan, unreadable }: RecordSummary): readonly string[] {
  return [
    ...(endsOnly > 0 ? [`  ${endsOnly} tasks ended whose beginning was not heard; they are left out`] : []),
    ...(toCome > 0 ? [`  ${toCome} tasks with an ETA had not come; they are left out`] : []),
    ...(neverRan > 0 ? [`  ${neverRan} tasks were revoked before they began; they are left out`] : []),
    ...(unreadable > 0 ? [`  ${unreadable} events could not be read`] : []),
  ];
}

function next(trace: string): readonly string[] {
  return [
    'Next:',
    `  headcount plan ${trace} --concurrency 8 --slo 'p95(wait) < 2s'`,
    `  or in a scenario, with tasks of the same names: load: [{ replay: ${trace} }]`,
  ];
}
