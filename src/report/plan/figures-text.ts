// A plan from figures given by hand, as text.

import type { FiguresPlan, FiguresRow } from '../../capacity/index.ts';
import { formatDuration, formatNumber, formatRate, ratio } from '../../units/index.ts';
import type { Milliseconds } from '../../units/index.ts';
import { bullets, facts, paragraph, sections, table } from './lines.ts';
import { duration, percent, plural, sloText, waitText, warningText } from './words.ts';

export function figuresText(plan: FiguresPlan): string {
  return sections([
    question(plan),
    paragraph(plan.reason, 'Start '),
    `Little's law alone\n${facts(littleFacts(plan))}`,
    `What is needed\n${facts(needFacts(plan))}`,
    `The knee: what each worker more buys\n${knee(plan)}`,
    bullets('Warnings', plan.warnings.map(warningText)),
    bullets('Assumptions', plan.assumptions),
  ]);
}

function question({ given }: FiguresPlan): string {
  const { ratePerSec, serviceMs, concurrency, slos } = given;
  const task = `${formatRate(ratePerSec)} of ${formatDuration(serviceMs)}, ${plural(concurrency, 'slot')} a worker`;
  return paragraph([task, ...slos].join(', '), 'Plan for ');
}

function littleFacts({ busySlots, given, little }: FiguresPlan): (readonly [string, string])[] {
  const { ratePerSec, serviceMs } = given;
  const product = `${formatRate(ratePerSec)} x ${formatDuration(serviceMs)} = ${plural(Number(formatPlain(busySlots)), 'busy slot')}`;
  return [
    ['load', product],
    ['workers', `${little.workers}, with ${little.slots} slots, ${percent(little.utilizationRatio)} busy`],
    ['wait', waitText(little.wait)],
    ...little.slos.map((slo) => ['SLO', sloText(slo)] as const),
  ];
}

function needFacts({
  given,
  headroomWorkers,
  sloWorkers,
  recommended,
}: FiguresPlan): (readonly [string, string])[] {
  const { headroomRatio, survive } = given;
  const busy = percent(ratio(1 - headroomRatio));
  const slo =
    sloWorkers === null
      ? 'none asked: read the table, or add --slo'
      : `${plural(sloWorkers, 'worker')} to keep ${given.slos.join(' and ')}`;
  const spare = survive === 0 ? '' : `, ${survive} of them to spare`;
  return [
    ['headroom', `${plural(headroomWorkers, 'worker')} to stay at or below ${busy} busy`],
    ['SLO', slo],
    [
      'together',
      `${plural(recommended.workers, 'worker')}${spare}, ${percent(recommended.utilizationRatio)} busy`,
    ],
    ['wait', waitText(recommended.wait)],
    ...recommended.slos.map((each) => ['SLO', sloText(each)] as const),
  ];
}

/** Columns of the knee; a promise that they do not show takes the place of the mean: all of them fit 80 characters. */
function knee({ knee: rows }: FiguresPlan): string {
  const asked = rows[0]?.slos.map(({ slo }) => slo.slice(0, slo.indexOf(')') + 1)) ?? [];
  const extra = asked.find((name) => name !== 'p95(wait)' && name !== 'p99(wait)') ?? 'mean(wait)';
  const extraOf = (row: FiguresRow): Milliseconds | null =>
    extra === 'mean(wait)' ? row.wait.meanMs : (row.slos[asked.indexOf(extra)]?.predictedMs ?? null);
  const head = ['workers', 'slots', 'busy', 'P(wait)', 'p95(wait)', 'p99(wait)', extra];
  return table(
    head,
    rows.map((row) => [
      row.workers.toLocaleString('en-US'),
      row.slots.toLocaleString('en-US'),
      percent(row.utilizationRatio),
      percent(row.wait.waitProbability),
      duration(row.wait.p95Ms),
      duration(row.wait.p99Ms),
      duration(extraOf(row)),
    ]),
  );
}

const formatPlain = (value: number): string => formatNumber(value).replaceAll(',', '');
