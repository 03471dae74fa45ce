// One phase from its first task to its record: opens the window, has the generator fill it, looks at the queue
// once a second, and afterwards puts recorder, readings and counts together.

import type { ResourceReading } from '../../measure/index.ts';
import type { Attribution, PhaseRecord, ResultWarning, Search } from '../../result/index.ts';
import type { Acceptable, PoolName } from '../../scenario/index.ts';
import type { WorkerSeat } from '../../system/index.ts';
import { attribute } from '../attribution/attribute.ts';
import { limitFacts } from '../attribution/facts.ts';
import { PhaseRecorder, type PhaseFigures } from '../collect/phase-recorder.ts';
import type { PhaseSent } from '../generator/messages.ts';
import type { OfferedLoad } from '../generator/resolve-load.ts';
import { partsCheck } from '../self-check/parts-check.ts';
import { ackMode, lateShare } from '../self-check/ack-mode.ts';
import { phaseChecks } from '../self-check/phase-checks.ts';
import { DepthSeries } from '../steadiness/depth-series.ts';
import { judgeSteadiness, type SteadinessVerdict } from '../steadiness/judge-steadiness.ts';
import { SEGMENTS } from '../steadiness/segments.ts';
import { LoopWatch } from '../validity/loop-watch.ts';
import { phaseFindings } from '../validity/phase-findings.ts';
import { judge } from '../validity/rules.ts';
import type { MachineCpus } from '../resources/machine-cpus.ts';
import { PhaseResourceAccount } from '../resources/phase-resource-account.ts';
import { PhaseTimeline } from '../resources/phase-timeline.ts';
import type { QueueLook } from '../resources/queue-account.ts';

export interface PhaseSetting {
  readonly kind: PhaseRecord['phase'];
  /** For people. */
  readonly label: string;
  readonly startNs: number;
  readonly endNs: number;
  readonly offered:
    (Pick<OfferedLoad, 'arrivals' | 'batchOfTask'> & { readonly ratePerSec: number }) | undefined;
  /** Why the load is not meant to be steady; undefined when it is. */
  readonly unsteadyByDesign?: string | undefined;
}

/** What the trial knows and a phase needs for its record. */
export interface PhaseSurroundings {
  readonly trialStartNs: number;
  readonly taskNames: readonly string[];
  /** Pool of each worker group. */
  readonly pools: ReadonlyMap<string, PoolName>;
  readonly ownBroker: boolean;
  readonly cpus: MachineCpus;
  /** Findings that shall not void the trial. */
  readonly accepted: readonly Acceptable[];
}

export class MeasuredPhase {
  readonly setting: PhaseSetting;
  readonly recorder: PhaseRecorder;
  readonly resources: PhaseResourceAccount;
  readonly #timeline: PhaseTimeline;
  #sent: PhaseSent = { sent: 0, sentPerSlice: [], sentPerTask: [], slip: null, emptyRatio: 0 };
  readonly #depth: DepthSeries;
  readonly #loop = new LoopWatch();
  #collectorStalledMs = 0;
  #search: Search | null = null;
  readonly #slots: number;

  constructor(setting: PhaseSetting, taskTypes: number, seats: readonly WorkerSeat[]) {
    this.setting = setting;
    this.#slots = seats.reduce((sum, { slots }) => sum + slots, 0);
    this.resources = new PhaseResourceAccount(seats);
    this.#timeline = new PhaseTimeline(setting.startNs, setting.endNs);
    this.#depth = new DepthSeries(setting.startNs, setting.endNs);
    this.recorder = new PhaseRecorder(setting.kind, setting.startNs, setting.endNs, taskTypes);
  }

  /** Executions that ended after the warm-up was cut off, a second. Call when the window is over. */
  get finishedPerSec(): number {
    const { cut } = this.#steadiness();
    return this.recorder.series.after(cut).finished / (this.#keptNs(cut) / 1e9);
  }

  addReading(reading: ResourceReading): void {
    this.resources.add(reading);
    this.#timeline.addReading(reading);
  }

  addLook(atNs: number, look: QueueLook): void {
    this.#timeline.addLook(atNs, look);
    this.resources.addQueue(look);
    this.#depth.add(atNs, look.waiting + look.reserved);
  }

  /** Of that many tasks sent and not settled, those that wait, at the least: as many run as there are slots. */
  backlogOf(depth: number): number {
    return Math.max(0, depth - lateShare(this.recorder.tally) * this.#slots);
  }

  /** Whether more came than the fleet could do. Call when the window is over. */
  get backlogGrew(): boolean {
    return this.#steadiness().record.verdict === 'unstable';
  }

  /** The window is over, or the trial is. */
  over(): void {
    this.#collectorStalledMs = this.#loop.end();
  }

  sentAll(sent: PhaseSent): void {
    this.#sent = sent;
  }

  /** What the search found whose figures these are. */
  found(search: Search): void {
    this.#search = search;
  }

  /** The record, and what in it voids the trial. Call when every task is accounted for. */
  close(around: PhaseSurroundings): {
    readonly record: PhaseRecord;
    readonly refusals: readonly ResultWarning[];
  } {
    const { kind, label, startNs, endNs, offered } = this.setting;
    const steadiness = this.#steadiness();
    const figures = this.recorder.figures(around.taskNames, steadiness.cut);
    const spanNs = endNs - startNs;
    const keptNs = this.#keptNs(steadiness.cut);
    const throughputPerSec = figures.finishedAfterCut / (keptNs / 1e9);
    const countedRatio = figures.busyNs / (keptNs * this.#slots);
    const utilizationRatio = countedRatio + figures.attemptBusyNs / (keptNs * this.#slots);
    const measured = {
      phase: kind,
      label,
      startMs: (startNs - around.trialStartNs) / 1e6,
      durationMs: spanNs / 1e6,
      offeredPerSec: offered?.ratePerSec ?? null,
      arrivals: offered?.arrivals ?? null,
      sent: this.#sent.sent,
      completed: figures.completed,
      failed: figures.failed,
      throughputPerSec,
      utilizationRatio,
      slip: this.#sent.slip,
      wait: figures.wait,
      service: figures.service,
      endToEnd: figures.endToEnd,
      byTask: figures.byTask,
      flow: figures.flow ?? null,
      timeline: this.#timeline.points(figures.slices, this.#sent.sentPerSlice, around.trialStartNs),
      resources: this.resources.close(figures.finishedInWindow),
      steadiness: steadiness.record,
      selfChecks: this.#checks(figures, { throughputPerSec, utilizationRatio: countedRatio }, steadiness),
      search: this.#search,
    };
    const phase = { ...measured, attribution: this.#attribution(measured, around) };
    const facts = {
      phase,
      emptyRatio: this.#sent.emptyRatio,
      collectorStalledMs: this.#collectorStalledMs,
      cpus: around.cpus,
      ownBroker: around.ownBroker,
    };
    const { warnings, refusals } = judge(phaseFindings(facts), around.accepted);
    return { record: { ...phase, warnings: [...warnings] }, refusals };
  }

  #attribution(phase: Parameters<typeof limitFacts>[0], around: PhaseSurroundings): Attribution | null {
    if (phase.phase === 'warm-up') return null;
    const { emptyRatio } = this.#sent;
    return attribute(limitFacts(phase, { ...around, slots: this.#slots, emptyRatio }));
  }

  #steadiness(): SteadinessVerdict {
    const { kind, startNs, endNs, offered, unsteadyByDesign } = this.setting;
    return judgeSteadiness({
      byDesign: kind === 'warm-up' ? 'a warm-up is no measurement' : unsteadyByDesign,
      spanMs: (endNs - startNs) / 1e6,
      offeredPerSec: offered?.ratePerSec ?? null,
      slots: this.#slots,
      finished: this.recorder.series.finished,
      depth: this.#depth.bins,
      running: this.recorder.series.busySlots.map((busy) => busy * lateShare(this.recorder.tally)),
      variability: (offered?.batchOfTask ?? 1) + this.recorder.tally.serviceScv,
    });
  }

  #checks(
    figures: PhaseFigures,
    measured: Pick<PhaseRecord, 'throughputPerSec' | 'utilizationRatio'>,
    steadiness: SteadinessVerdict,
  ): PhaseRecord['selfChecks'] {
    const { offered } = this.setting;
    const acks = ackMode(this.recorder.tally);
    const steady = offered !== undefined && steadiness.record.verdict === 'steady';
    const booked = acks === 'early' || acks === 'late';
    const checks = phaseChecks({
      wait: figures.wait.summary,
      service: figures.service.summary,
      endToEnd: figures.endToEnd.summary,
      ...measured,
      slots: this.#slots,
      spanMs: this.#keptNs(steadiness.cut) / 1e6,
      ackedLate: acks === 'late',
      depthMeans: steady && booked ? this.#depth.segmentMeans(steadiness.cut) : null,
    });
    return [...checks, ...partsCheck(figures.flow ?? null, figures.endToEnd.summary)];
  }

  #keptNs(cut: number): number {
    return (this.setting.endNs - this.setting.startNs) * (1 - cut / SEGMENTS);
  }
}
