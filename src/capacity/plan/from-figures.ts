// A plan without a run: Little's count, the wait it means, what headroom and an SLO need, and the knee between.

import { HeadcountError } from '../../errors/index.ts';
import { formatDuration, formatNumber, formatRate, formatRatio, ms, ratio } from '../../units/index.ts';
import { offeredLoad, predictWait } from '../models/wait.ts';
import { assumedService } from '../models/service-law.ts';
import { waitWarnings } from '../models/warnings.ts';
import type { ModelWarning } from '../models/warnings.ts';
import { assumptionText } from './assumptions.ts';
import type { Assumption } from './assumptions.ts';
import { forecastFleet, forecastSlos, queueOf } from './forecast.ts';
import type { WorkerModel } from './forecast.ts';
import { PLAN_FORMAT, PLAN_VERSION } from './plan.ts';
import type { FiguresPlan, FiguresRow } from './plan.ts';
import { checkFigures } from './question.ts';
import type { FiguresQuestion } from './question.ts';
import { smallestFleet, workersFor } from './size.ts';

/** Rows of the knee at most. */
const KNEE_ROWS = 8;

/** Answers from figures given by hand. Throws BAD_PLAN when the question has no answer as put. */
export function planFromFigures(question: FiguresQuestion): FiguresPlan {
  checkFigures(question);
  const { ratePerSec, serviceMs, serviceScv = 1, concurrency, slos, headroomRatio, survive } = question;
  const worker: WorkerModel = {
    slotsPerWorker: concurrency,
    serviceMs,
    serviceScv,
    service: assumedService(serviceMs, serviceScv),
    overheadMs: ms(0),
  };
  const fewest = workersFor(worker, ratePerSec, 0);
  const headroomWorkers = workersNeeded(worker, { ...question, slos: [] });
  const sloWorkers =
    slos.length === 0 ? null : workersNeeded(worker, { ...question, headroomRatio: ratio(0) });
  const needed = Math.max(headroomWorkers, sloWorkers ?? 0);
  const row = (workers: number, lost = 0): FiguresRow => figuresRow(worker, question, workers, lost);
  const recommended = row(needed + survive, survive);
  return {
    format: PLAN_FORMAT,
    version: PLAN_VERSION,
    kind: 'figures',
    given: {
      ratePerSec,
      serviceMs,
      serviceScv,
      concurrency,
      slos: slos.map((slo) => slo.text),
      headroomRatio,
      survive,
    },
    busySlots: offeredLoad(ratePerSec, serviceMs),
    little: row(fewest),
    headroomWorkers,
    sloWorkers,
    recommended,
    reason: reason(question, recommended, { headroomWorkers, sloWorkers }),
    knee: kneeCounts(fewest, needed + survive).map((workers) => row(workers)),
    assumptions: assumptions(question, serviceScv).map(assumptionText),
    warnings: warningsOf(worker, question, needed),
  };
}

function workersNeeded(worker: WorkerModel, question: FiguresQuestion): number {
  const sizing = smallestFleet(worker, { ...question, basis: 'shared' });
  if (sizing.kind === 'sized') return sizing.workers;
  throw new HeadcountError('BAD_PLAN', `no number of workers is enough: ${sizing.reason}`, {
    hint: 'Loosen the SLO, shorten the task, or promise the wait alone, such as p95(wait) < 2s.',
  });
}

// The wait of the whole fleet; SLOs are held against what is left after losing `lost` workers.
function figuresRow(
  worker: WorkerModel,
  question: FiguresQuestion,
  workers: number,
  lost: number,
): FiguresRow {
  const left = predictWait(queueOf(worker, question.ratePerSec, workers - lost, 'shared'));
  return {
    ...forecastFleet(worker, question.ratePerSec, workers, 'shared'),
    slos: forecastSlos(question.slos, worker, left),
  };
}

// Every count from Little's up, or evenly spaced ones with both ends where there are too many.
function kneeCounts(fewest: number, answer: number): readonly number[] {
  const last = Math.max(answer, fewest + 3);
  const rows = Math.min(KNEE_ROWS, last - fewest + 1);
  const counts = Array.from(
    { length: rows },
    (_, i) => fewest + Math.round((i * (last - fewest)) / (rows - 1)),
  );
  return [...new Set([...counts, answer])].sort((a, b) => a - b);
}

function reason(
  question: FiguresQuestion,
  row: FiguresRow,
  counts: { readonly headroomWorkers: number; readonly sloWorkers: number | null },
): string {
  const { headroomWorkers, sloWorkers } = counts;
  const busy = offeredLoad(question.ratePerSec, question.serviceMs);
  const use = `${formatRate(question.ratePerSec)} keeps ${formatNumber(busy)} of ${row.slots} slots busy (${formatRatio(row.utilizationRatio)})`;
  const headroom = `${formatRatio(question.headroomRatio)} headroom needs ${headroomWorkers}`;
  const slo = sloWorkers === null ? [] : [`the SLO needs ${sloWorkers}`];
  const spare = question.survive === 0 ? [] : [`${question.survive} to spare`];
  const wait = row.wait.p95Ms === null ? [] : [`predicted p95 wait ${formatDuration(row.wait.p95Ms)}`];
  const count = row.workers === 1 ? '1 worker' : `${row.workers} workers`;
  return `${count}: ${[use, headroom, ...slo, ...spare, ...wait].join('; ')}.`;
}

function assumptions(question: FiguresQuestion, serviceScv: number): readonly Assumption[] {
  const { serviceMs, headroomRatio, survive, slos } = question;
  return [
    { about: 'arrivals' },
    { about: 'headroom', headroomRatio },
    ...(survive > 0 && slos.length > 0 ? [{ about: 'survive', survive } as const] : []),
    { about: 'given-service', serviceMs, serviceScv },
    { about: 'formula', serviceScv },
    { about: 'one-queue' },
  ];
}

function warningsOf(
  worker: WorkerModel,
  question: FiguresQuestion,
  workers: number,
): readonly ModelWarning[] {
  const slots = workers * worker.slotsPerWorker;
  const utilization = offeredLoad(question.ratePerSec, worker.serviceMs) / slots;
  const promised = question.slos.flatMap(({ of }) => (of.aggregate === 'percentile' ? [of.p] : []));
  return waitWarnings({ slots, serviceScv: worker.serviceScv, utilization }, promised);
}
