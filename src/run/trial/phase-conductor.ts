// Runs the phases of one trial against a fleet that is ready: warm-up, saturate, offer, and between them
// withdraw what was not started and wait for the rest, so that no phase begins with another's backlog.

import { HeadcountError, toError } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import { monotonicNs, type ResourceSampler } from '../../measure/index.ts';
import type { LoadPhase } from '../../scenario/index.ts';
import type { LoadPort } from '../../system/index.ts';
import { ms, type Milliseconds } from '../../units/index.ts';
import type { GeneratorProcess } from '../generator/generator-process.ts';
import type { PhaseSent } from '../generator/messages.ts';
import type { LoadAccount } from './load-account.ts';
import { MeasuredPhase, type PhaseSetting } from './measured-phase.ts';

/** How long tasks under way may take to finish after a phase. What is outstanding then is lost. */
const DRAIN_WITHIN_MS = ms(30_000);
/** How long a backlog may drain before what is still waiting is withdrawn. */
const BACKLOG_WITHIN_MS = ms(5000);
const LOOK_EVERY_MS = 500;
/** Time between the order and the first task of a phase: the order has to reach the generator. */
const LEAD_NS = 20e6;

type OpenPhase = LoadPhase & { phase: 'rate' | 'utilization' };

export interface ConductorParts {
  readonly account: LoadAccount;
  readonly generator: GeneratorProcess;
  readonly port: LoadPort;
  readonly sampler: ResourceSampler;
  /** Aborted, with the reason, when the trial must end. */
  readonly failure: AbortSignal;
  readonly taskTypes: number;
  /** Messages to keep waiting at first while saturating. */
  readonly depth: number;
  readonly onPhase: (phase: string) => void;
}

export class PhaseConductor {
  readonly phases: MeasuredPhase[] = [];
  readonly #parts: ConductorParts;
  #current: MeasuredPhase | undefined;
  #capacityPerSec: number | undefined;

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
    for (const phase of load) {
      if (phase.phase === 'saturate') {
        const measured = await this.#saturate('saturate', phase.durationMs);
        await this.#withdraw();
        this.#capacityPerSec = measured.finishedPerSec;
      } else {
        await this.#withdraw();
        await this.#offer(phase);
        await this.#drain();
      }
    }
    await this.#withdraw();
  }

  async #saturate(kind: 'warm-up' | 'saturate', durationMs: Milliseconds): Promise<MeasuredPhase> {
    const setting = window(kind, durationMs, undefined);
    const { startNs, endNs } = setting;
    const { generator, depth } = this.#parts;
    return this.#measure(setting, () => generator.phase({ order: 'saturate', startNs, endNs, depth }));
  }

  async #offer(phase: OpenPhase): Promise<void> {
    const ratePerSec = this.#rate(phase);
    const { arrivals } = phase;
    const setting = window(phase.phase, phase.durationMs, { ratePerSec, arrivals });
    const { startNs, endNs } = setting;
    await this.#measure(setting, () =>
      this.#parts.generator.phase({ order: 'offer', startNs, endNs, ratePerSec, arrivals }),
    );
  }

  #rate(phase: OpenPhase): number {
    if (phase.phase === 'rate') return phase.ratePerSec;
    const ratePerSec = phase.utilizationRatio * (this.#capacityPerSec ?? 0);
    if (ratePerSec > 0) return ratePerSec;
    throw new HeadcountError('NO_TRIAL', 'the saturate phase finished no task, so its capacity is unknown', {
      hint: 'Lengthen the saturate phase, or offer a rate instead of a utilization.',
    });
  }

  async #measure(setting: PhaseSetting, send: () => Promise<PhaseSent>): Promise<MeasuredPhase> {
    const { account, sampler, generator, onPhase } = this.#parts;
    onPhase(setting.kind);
    const phase = new MeasuredPhase(setting, this.#parts.taskTypes);
    this.phases.push(phase);
    account.collector.addPhase(phase.recorder);
    this.#current = phase;
    await sampler.read();
    const looks = setInterval(() => void this.#look(phase), LOOK_EVERY_MS);
    const sending = send();
    try {
      await this.#unlessFailed(sending);
    } finally {
      clearInterval(looks);
      generator.cut();
      const sent = await sending;
      account.addSent(sent.sent);
      await sampler.read();
      this.#current = undefined;
      phase.end(sent, account.outstanding);
    }
    return phase;
  }

  async #look(phase: MeasuredPhase): Promise<void> {
    const { port } = this.#parts;
    try {
      const [waiting, reserved] = await Promise.all([port.waiting(), port.reserved()]);
      phase.addLook(monotonicNs(), waiting, reserved);
    } catch {
      // A look that fails leaves a gap in the timeline; a broker that is gone fails the phase itself.
    }
  }

  /** Takes what nobody has reserved from the queues, then waits for what is under way. */
  async #withdraw(): Promise<void> {
    const { account, port } = this.#parts;
    account.addLeft(await port.purge());
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

function window(
  kind: PhaseSetting['kind'],
  durationMs: Milliseconds,
  offered: PhaseSetting['offered'],
): PhaseSetting {
  const startNs = monotonicNs() + LEAD_NS;
  return { kind, startNs, endNs: startNs + durationMs * 1e6, offered };
}
