// Runs the phases of one trial against a fleet that is ready: warm-up, saturate, offer, and between them
// withdraw what was not started and wait for the rest, so that no phase begins with another's backlog.

import { toError } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import { monotonicNs } from '../../measure/index.ts';
import type { LoadPhase, OpenLoopPhase } from '../../scenario/index.ts';
import type { LoadPort } from '../../system/index.ts';
import { ms, type Milliseconds } from '../../units/index.ts';
import type { LoadStream } from '../../workload/index.ts';
import type { TrialFaults } from '../faults/trial-faults.ts';
import type { Generators } from '../generator/generators.ts';
import type { PhaseSent } from '../generator/messages.ts';
import { resolveLoad } from '../generator/resolve-load.ts';
import type { LoadAccount } from './load-account.ts';
import { searchInTrial, type SearchHost } from '../search/trial-ground.ts';
import { unsteadyByDesign } from '../steadiness/by-design.ts';
import type { TrialResources } from '../resources/trial-resources.ts';
import { MeasuredPhase, type PhaseSetting } from './measured-phase.ts';
import { lookThroughPhase } from './phase-looks.ts';

/** How long tasks under way may take to finish after a phase. What is outstanding then is lost. */
const DRAIN_WITHIN_MS = ms(30_000);
/** How long a backlog may drain before what is still waiting is withdrawn. */
const BACKLOG_WITHIN_MS = ms(5000);
/** Time between the order and the first task of a phase: the order has to reach the generator. */
const LEAD_NS = 20e6;

type ClosedPhase = LoadPhase & { phase: 'closed' };

export interface ConductorParts {
  readonly account: LoadAccount;
  readonly generator: Generators;
  readonly port: LoadPort;
  readonly resources: TrialResources;
  /** Aborted, with the reason, when the trial must end. */
  readonly failure: AbortSignal;
  readonly taskTypes: number;
  /** Messages to keep there at first while saturating, and which of them are counted. */
  readonly saturation: { readonly depth: number; readonly count: 'waiting' | 'outstanding' };
  readonly onPhase: (phase: string) => void;
  /** What is planned to go wrong; undefined when nothing is. */
  readonly faults: TrialFaults | undefined;
}

interface MeasureOptions {
  /** Whether it is a phase of the record. */
  readonly kept: boolean;
  /** Called with the tasks that wait at every look at the queues. */
  readonly onLook?: (backlog: number) => void;
}

const KEPT: MeasureOptions = { kept: true };

export class PhaseConductor {
  readonly phases: MeasuredPhase[] = [];
  readonly #parts: ConductorParts;
  #current: MeasuredPhase | undefined;
  #capacityPerSec: number | undefined;
  /** Which phase of the load is under way; undefined in the warm-up. */
  #loadIndex: number | undefined;

  constructor(parts: ConductorParts) {
    this.#parts = parts;
  }

  /** The phase whose window is open. */
  get current(): MeasuredPhase | undefined {
    return this.#current;
  }

  /** Tasks a second in the last saturate phase. */
  get capacityPerSec(): number | undefined {
    return this.#capacityPerSec;
  }

  async run(warmUpMs: Milliseconds, load: readonly LoadPhase[]): Promise<void> {
    if (warmUpMs > 0) await this.#saturate('warm-up', warmUpMs);
    // Saturating goes on where the warm-up ended: slots that are under way end at different times, as they do later on.
    const goesOn = load[0]?.phase === 'saturate' && this.#parts.faults?.strikes(0) !== true;
    if (!goesOn) await this.#withdraw();
    for (const [index, phase] of load.entries()) {
      this.#loadIndex = index;
      await this.#load(phase);
    }
  }

  /** One phase of the load; nothing of it is left for the next. */
  async #load(phase: LoadPhase): Promise<void> {
    if (phase.phase === 'saturate') {
      const measured = await this.#saturate('saturate', phase.durationMs);
      await this.#withdraw();
      this.#capacityPerSec = measured.finishedPerSec;
      return;
    }
    if (phase.phase === 'closed') await this.#closed(phase);
    else {
      if (phase.phase === 'search') await searchInTrial(phase, this.#searchHost());
      else await this.#offer(phase);
      // What was due counts however late it ends.
      await this.#drain();
    }
    await this.#withdraw();
  }

  async #saturate(
    kind: 'warm-up' | 'saturate',
    durationMs: Milliseconds,
    options: MeasureOptions = KEPT,
  ): Promise<MeasuredPhase> {
    const setting = window(kind, kind, durationMs, undefined);
    const { startNs, endNs } = setting;
    const { generator, saturation } = this.#parts;
    return this.#measure(
      setting,
      () => generator.phase({ order: 'saturate', startNs, endNs, ...saturation }),
      options,
    );
  }

  async #offer(phase: OpenLoopPhase): Promise<void> {
    const { streams, ...offered } = resolveLoad(phase, this.#capacityPerSec);
    const setting = window(phase.phase, phase.label, phase.durationMs, offered);
    await this.#offerStreams({ ...setting, unsteadyByDesign: this.#unsteady(phase) }, streams, KEPT);
  }

  #unsteady(phase: OpenLoopPhase): string | undefined {
    return this.#isDisturbed ? 'something is meant to go wrong' : unsteadyByDesign(phase);
  }

  /** Whether a fault is planned for the phase that is under way. */
  get #isDisturbed(): boolean {
    return this.#loadIndex !== undefined && this.#parts.faults?.strikes(this.#loadIndex) === true;
  }

  #offerStreams(
    setting: PhaseSetting,
    streams: readonly LoadStream[],
    options: MeasureOptions,
  ): Promise<MeasuredPhase> {
    const { startNs, endNs } = setting;
    const send = () => this.#parts.generator.phase({ order: 'offer', startNs, endNs, streams });
    return this.#measure(setting, send, options);
  }

  #searchHost(): SearchHost {
    const { account, taskTypes, generator } = this.#parts;
    const kept = this.phases.length;
    // Lost by what was before: not the doing of a probe.
    let lost = account.outstanding;
    return {
      account,
      taskTypes,
      capacityPerSec: this.#capacityPerSec,
      saturate: async (durationMs) => {
        const measured = await this.#saturate('saturate', durationMs, { kept: false });
        await this.#withdraw();
        return measured.finishedPerSec;
      },
      window: (label, durationMs, ratePerSec) =>
        window('search', label, durationMs, { ratePerSec, arrivals: 'poisson', batchOfTask: 1 }),
      offer: async (setting, streams, options) => {
        const phase = await this.#offerStreams(setting, streams, { ...options, kept: false });
        // One phase of the load is one phase of the record: a later confirmation takes the place of an earlier one.
        if (options.kept) this.phases.splice(kept, 1, phase);
        return phase;
      },
      cut: () => generator.cut(),
      clear: async () => {
        await this.#drain();
        const withdrawn = await this.#withdraw();
        const lostBefore = lost;
        lost = account.outstanding;
        return withdrawn + lost - lostBefore;
      },
    };
  }

  async #closed({ label, durationMs, outstanding, tasks }: ClosedPhase): Promise<void> {
    const setting = window('closed', label, durationMs, undefined);
    const { startNs, endNs } = setting;
    const order = { order: 'closed', startNs, endNs, outstanding, tasks: [...tasks] } as const;
    await this.#measure(setting, () => this.#parts.generator.phase(order));
  }

  async #measure(
    setting: PhaseSetting,
    send: () => Promise<PhaseSent>,
    options: MeasureOptions = KEPT,
  ): Promise<MeasuredPhase> {
    const { account, resources, generator, onPhase, faults } = this.#parts;
    onPhase(setting.kind);
    const phase = new MeasuredPhase(setting, this.#parts.taskTypes, resources.seats);
    if (options.kept) this.phases.push(phase);
    account.collector.addPhase(phase.recorder);
    this.#current = phase;
    // The order first: reading must not use up the time it has to reach the generator.
    const sending = send();
    const over = new AbortController();
    void lookThroughPhase(phase, this.#parts, over.signal, options.onLook);
    if (this.#loadIndex !== undefined) faults?.begin(this.#loadIndex, setting);
    try {
      await Promise.all([this.#unlessFailed(sending), resources.sampler.read(), this.#lookAtServer(phase)]);
    } finally {
      over.abort();
      phase.over();
      generator.cut();
      await Promise.all([this.#lastReadings(phase), faults?.end()]);
      // Whoever took the place of another is seen at least once.
      if (this.#isDisturbed) await resources.sampler.read();
      const sent = await sending;
      account.addSent(sent.sent, sent.sentPerTask);
      phase.sentAll(sent);
    }
    return phase;
  }

  /** What it used until now, and nothing later: faults may take their time to be undone. */
  async #lastReadings(phase: MeasuredPhase): Promise<void> {
    await Promise.all([this.#parts.resources.sampler.read(), this.#lookAtServer(phase)]);
    this.#current = undefined;
  }

  async #lookAtServer(phase: MeasuredPhase): Promise<void> {
    try {
      const figures = await this.#parts.port.server();
      if (figures !== null) phase.resources.addServer({ atNs: monotonicNs(), figures });
    } catch {
      // Without it the phase has no figures of the broker.
    }
  }

  /** Takes what nobody has reserved from the queues, then waits for what is under way. Answers how much it took. */
  async #withdraw(): Promise<number> {
    const { account, port } = this.#parts;
    const withdrawn = await port.purge();
    account.addWithdrawn(withdrawn);
    await this.#unlessFailed(Deadline.in(DRAIN_WITHIN_MS).race(account.whenSettled()));
    return withdrawn;
  }

  /** Lets a backlog drain for a while; the rest must be withdrawn. */
  async #drain(): Promise<void> {
    await this.#unlessFailed(Deadline.in(BACKLOG_WITHIN_MS).race(this.#parts.account.whenSettled()));
  }

  async #unlessFailed(work: Promise<unknown>): Promise<void> {
    const { failure } = this.#parts;
    failure.throwIfAborted();
    let onAbort: (() => void) | undefined;
    const failed = new Promise<never>((_, reject) => {
      onAbort = () => reject(toError(failure.reason));
      failure.addEventListener('abort', onAbort, { once: true });
    });
    try {
      await Promise.race([work, failed]);
    } finally {
      if (onAbort !== undefined) failure.removeEventListener('abort', onAbort);
    }
  }
}

function window(
  kind: PhaseSetting['kind'],
  label: string,
  durationMs: Milliseconds,
  offered: PhaseSetting['offered'],
): PhaseSetting {
  // Whole microseconds: ids of own tasks carry no finer times.
  const startNs = Math.ceil((monotonicNs() + LEAD_NS) / 1000) * 1000;
  return { kind, label, startNs, endNs: startNs + durationMs * 1e6, offered };
}
