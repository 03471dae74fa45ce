// What a plan is asked, and what makes a question unanswerable as put.

import { HeadcountError } from '../../errors/index.ts';
import { parseSlo } from '../../result/index.ts';
import type { PlanRequestRecord, RunResult, Slo } from '../../result/index.ts';
import { bytes, perSecond, ratio } from '../../units/index.ts';
import type { Bytes, Milliseconds, PerSecond, Ratio } from '../../units/index.ts';

/** What the workers will run on. */
export interface PlanMachine {
  /** CPUs of one machine; above 0. */
  readonly cpus: number;
  readonly memoryBytes: Bytes;
  /** Price of one machine-hour, in any currency. */
  readonly pricePerHour?: number;
}

/** What the fleet must carry. */
export interface PlanQuestion {
  /** Tasks a second; undefined = the highest capacity measured in the run. */
  readonly ratePerSec?: PerSecond;
  readonly slos: readonly Slo[];
  readonly machine?: PlanMachine;
  /** Share of every slot's time (and of a machine's CPU) kept free at the planned rate: 0 to below 1. */
  readonly headroomRatio: Ratio;
  /** Workers that may be lost with the goal still met; whole, 0 or more. */
  readonly survive: number;
}

/** A plan without a run: one kind of worker, described by hand. */
export interface FiguresQuestion {
  readonly ratePerSec: PerSecond;
  /** Mean time one task holds a slot. */
  readonly serviceMs: Milliseconds;
  /** Squared coefficient of variation of that time; 1 (exponential) when not known. */
  readonly serviceScv?: number;
  /** Slots of each worker. */
  readonly concurrency: number;
  readonly slos: readonly Slo[];
  readonly headroomRatio: Ratio;
  readonly survive: number;
}

/** The share of headroom kept when nothing is said. */
export const DEFAULT_HEADROOM = 0.3;

/** The `plan` section of a run as a question. Throws BAD_THRESHOLD where an SLO of it does not parse. */
export function questionOf(run: Pick<RunResult, 'plan'>): PlanQuestion {
  const { ratePerSec, slo, machine, headroomRatio, survive } = run.plan;
  return {
    ...(ratePerSec === undefined ? {} : { ratePerSec: perSecond(ratePerSec) }),
    slos: slo.map(parseSlo),
    ...(machine === undefined ? {} : { machine: machineOf(machine) }),
    headroomRatio: ratio(headroomRatio),
    survive,
  };
}

function machineOf(machine: NonNullable<PlanRequestRecord['machine']>): PlanMachine {
  const { cpus, memoryBytes, pricePerHour } = machine;
  return { cpus, memoryBytes: bytes(memoryBytes), ...(pricePerHour === undefined ? {} : { pricePerHour }) };
}

/** Throws BAD_PLAN where a question with a run makes no sense. */
export function checkQuestion(question: PlanQuestion): void {
  if (question.ratePerSec !== undefined) checkRate(question.ratePerSec);
  checkReserve(question.headroomRatio, question.survive);
  const { machine } = question;
  if (machine === undefined) return;
  demand(machine.cpus > 0, `a machine of ${machine.cpus} CPUs`, 'Give cpus above 0.');
  demand(machine.memoryBytes > 0, 'a machine without memory', 'Give its memory, such as memory=16GiB.');
  demand((machine.pricePerHour ?? 0) >= 0, 'a price below zero', 'Give a price of 0 or more.');
}

/** Throws BAD_PLAN where a question without a run makes no sense. */
export function checkFigures(question: FiguresQuestion): void {
  const { serviceMs, concurrency, serviceScv = 1 } = question;
  checkRate(question.ratePerSec);
  checkReserve(question.headroomRatio, question.survive);
  demand(positive(serviceMs), 'a service time of zero', 'Give the mean time of one task, such as 250ms.');
  demand(
    whole(concurrency) && concurrency >= 1,
    `a concurrency of ${concurrency}`,
    'A worker has 1 slot or more.',
  );
  const scvHint = 'The scv is variance / mean squared: 0 constant, 1 exponential, above 1 a mixture.';
  demand(serviceScv >= 0 && Number.isFinite(serviceScv), `an scv of ${serviceScv}`, scvHint);
}

function checkRate(ratePerSec: PerSecond): void {
  demand(positive(ratePerSec), `a rate of ${ratePerSec}/s`, 'Give the rate to carry, such as 500/s.');
}

function checkReserve(headroomRatio: Ratio, survive: number): void {
  const room = headroomRatio >= 0 && headroomRatio < 1;
  demand(
    room,
    `a headroom of ${headroomRatio * 100} %`,
    'Headroom is a share from 0 to below 100 %, such as 30%.',
  );
  demand(whole(survive) && survive >= 0, `${survive} workers to spare`, 'Give a whole number, 0 or more.');
}

const positive = (value: number): boolean => value > 0 && Number.isFinite(value);
const whole = (value: number): boolean => Number.isSafeInteger(value);

function demand(sound: boolean, what: string, hint: string): void {
  if (!sound) throw new HeadcountError('BAD_PLAN', `no plan for ${what}`, { hint });
}
