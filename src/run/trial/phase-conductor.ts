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

/** How long tasks under way may take to finish after a phase. What is outstanding then is lost. */
const DRAIN_WITHIN_MS = ms(30_000);
/** How long a backlog may drain before what is still waiting is withdrawn. */
const BACKLOG_WITHIN_MS = ms(5000);
/** Looks at the queue in a phase, within the two limits. */
const LOOKS = 200;
const LOOK_AT_MOST_MS = 500;
const LOOK_AT_LEAST_MS = 25;
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
  readonly slots: number;
  /** Messages to keep there at first while saturating, and which of them are counted. */
  readonly saturation: { readonly depth: number; readonly count: 'waiting' | 'outstanding' };
  readonly onPhase: (phase: string) => void;
  /** What is planned to go wrong; undefined when nothing is. */
  readonly faults: TrialFaults | undefined;
}

interface MeasureOptions {
  /** Whether it is a phase of the record. */
  readonly kept: boolean;
  /** Called with the true depth at every look at the queues. */
  readonly onLook?: (depth: number) => void;
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
    for (const [index, phase] of load.entries()) {
      this.#loadIndex = index;
      if (phase.phase === 'saturate') {
        const measured = await this.#saturate('saturate', phase.durationMs);
        await this.#withdraw();
        this.#capacityPerSec = measured.finishedPerSec;
      } else {
        await this.#withdraw();
        await this.#load(phase);
        await this.#drain();
      }
    }
    await this.#withdraw();
  }

  async #load(phase: Exclude<LoadPhase, { phase: 'saturate' }>): Promise<void> {
    if (phase.phase === 'closed') await this.#closed(phase);
    else if (phase.phase === 'search') await searchInTrial(phase, this.#searchHost());
    else await this.#offer(phase);
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
    const { faults } = this.#parts;
    const disturbed = this.#loadIndex !== undefined && faults?.strikes(this.#loadIndex) === true;
    return disturbed ? 'something is meant to go wrong' : unsteadyByDesign(phase);
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
    const { account, slots, taskTypes, generator } = this.#parts;
    const kept = this.phases.length;
    return {
      account,
      slots,
      taskTypes,
      capacityPerSec: this.#capacityPerSec,
      saturate: async (durationMs) => {
        const measured = await this.#saturate('saturate', durationMs, { kept: false });
        await this.#withdraw();
        return measured.finishedPerSec;
      },
      window: (label, durationMs, ratePerSec) =>
        window('search', label, durationMs, { ratePerSec, arrivals: 'poisson' }),
      offer: async (setting, streams, options) => {
        const phase = await this.#offerStreams(setting, streams, { ...options, kept: false });
        // One phase of the load is one phase of the record: a later confirmation takes the place of an earlier one.
        if (options.kept) this.phases.splice(kept, 1, phase);
        return phase;
      },
      cut: () => generator.cut(),
      clear: async () => {
        await this.#drain();
        const unfinished = account.outstanding;
        await this.#withdraw();
        return unfinished;
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
    const looks = setInterval(() => void this.#look(phase, options.onLook), lookEveryMs(setting));
    if (this.#loadIndex !== undefined) faults?.begin(this.#loadIndex, setting);
    try {
      await Promise.all([this.#unlessFailed(sending), resources.sampler.read(), this.#lookAtServer(phase)]);
    } finally {
      clearInterval(looks);
      phase.over();
      generator.cut();
      await faults?.end();
      const sent = await sending;
      account.addSent(sent.sent, sent.sentPerTask);
      await this.#lookAtServer(phase);
      await resources.sampler.read();
      this.#current = undefined;
      phase.sentAll(sent);
    }
    return phase;
  }

  async #look(phase: MeasuredPhase, onLook: MeasureOptions['onLook']): Promise<void> {
    const { port, account, resources } = this.#parts;
    try {
      const [waiting, reserved] = await Promise.all([port.waiting(), port.reserved()]);
      phase.addLook(monotonicNs(), { waiting, reserved, ...resources.heldNow });
      onLook?.(waiting + reserved);
      account.collector.clock.check();
    } catch {
      // A look that fails leaves a gap in the timeline; a broker that is gone fails the phase itself.
    }
  }

  async #lookAtServer(phase: MeasuredPhase): Promise<void> {
    try {
      const figures = await this.#parts.port.server();
      if (figures !== null) phase.resources.addServer({ atNs: monotonicNs(), figures });
    } catch {
      // Without it the phase has no figures of the broker.
    }
  }

  /** Takes what nobody has reserved from the queues, then waits for what is under way. */
  async #withdraw(): Promise<void> {
    const { account, port } = this.#parts;
    account.addWithdrawn(await port.purge());
    await this.#unlessFailed(Deadline.in(DRAIN_WITHIN_MS).race(account.whenSettled()));
  }

  /** Lets a backlog drain for a while; the rest is withdrawn by whatever follows. */
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

function lookEveryMs({ startNs, endNs }: PhaseSetting): number {
  return Math.min(LOOK_AT_MOST_MS, Math.max(LOOK_AT_LEAST_MS, (endNs - startNs) / 1e6 / LOOKS));
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
