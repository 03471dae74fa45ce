// A fleet of W equal workers at a rate, under either idea of the queue: shared by all slots, or split among workers.

import { ms, perSecond, ratio } from '../../units/index.ts';
import type { Milliseconds, PerSecond } from '../../units/index.ts';
import type { ServiceLaw } from '../models/service-law.ts';
import { offeredLoad, predictWait, waitPercentile } from '../models/wait.ts';
import type { QueueModel, WaitLaw } from '../models/wait.ts';
import { holds, predictedFor } from '../slo/evaluate.ts';
import type { Slo } from '../../result/index.ts';
import type { FleetForecast, QueueBasis, SloForecast, WaitFigures } from './plan.ts';

/** One worker as the model sees it. */
export interface WorkerModel {
  readonly slotsPerWorker: number;
  /** Mean time a task holds a slot. */
  readonly serviceMs: Milliseconds;
  readonly serviceScv: number;
  /** The body's own law, for end-to-end figures. */
  readonly service: ServiceLaw;
  readonly overheadMs: Milliseconds;
}

/**
 * The queue of a fleet. Split: each worker has a Poisson stream of rate/W of its own, an upper bound on any dealing
 * that does not look at the load (round robin is kinder).
 */
export function queueOf(
  worker: WorkerModel,
  ratePerSec: PerSecond,
  workers: number,
  basis: QueueBasis,
): QueueModel {
  const { slotsPerWorker, serviceMs, serviceScv } = worker;
  return basis === 'shared'
    ? { ratePerSec, slots: slotsPerWorker * workers, serviceMs, serviceScv }
    : { ratePerSec: perSecond(ratePerSec / workers), slots: slotsPerWorker, serviceMs, serviceScv };
}

/** What each SLO may expect of a fleet with this wait. */
export function forecastSlos(
  slos: readonly Slo[],
  worker: WorkerModel,
  wait: WaitLaw,
): readonly SloForecast[] {
  return slos.map((slo) => {
    const predicted = predictedFor(slo, { wait, service: worker.service, overheadMs: worker.overheadMs });
    const { text, limitMs } = slo;
    return { slo: text, limitMs, predictedMs: finite(predicted), holds: holds(slo, predicted) };
  });
}

/** Utilization and wait of a fleet. */
export function forecastFleet(
  worker: WorkerModel,
  ratePerSec: PerSecond,
  workers: number,
  basis: QueueBasis,
): FleetForecast {
  const law = predictWait(queueOf(worker, ratePerSec, workers, basis));
  const slots = worker.slotsPerWorker * workers;
  const utilizationRatio = ratio(offeredLoad(ratePerSec, worker.serviceMs) / slots);
  return { workers, slots, utilizationRatio, wait: waitFigures(law, worker.overheadMs) };
}

/** The figures of a wait law, overhead added. */
export function waitFigures(law: WaitLaw, overheadMs: Milliseconds): WaitFigures {
  const percentile = (p: number): Milliseconds | null => finite(waitPercentile(law, p) + overheadMs);
  return {
    waitProbability: law.waitProbability,
    meanMs: finite(law.meanMs + overheadMs),
    p50Ms: percentile(0.5),
    p95Ms: percentile(0.95),
    p99Ms: percentile(0.99),
  };
}

/** JSON has no infinity. */
export const finite = (value: number): Milliseconds | null => (Number.isFinite(value) ? ms(value) : null);
