// The planned faults of one trial: puts a proxy in the way where a delay is planned, does each fault when it is due,
// undoes what must not stay, and afterwards says what each did.
//
//   openFaults -> attach(fleet) -> begin(phase) -> end -> ... -> closed
//   the end of a phase cuts pauses and delays short and waits for restarts; the trial's failure waits for nothing

import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '../../errors/index.ts';
import { deferred } from '../../lifecycle/index.ts';
import { monotonicNs } from '../../measure/index.ts';
import type { FaultRecord } from '../../result/index.ts';
import type { FaultName, PlannedFault } from '../../scenario/index.ts';
import { random, type Random } from '../../stats/index.ts';
import type { Fleet, LoadPort, LoadSpec, System } from '../../system/index.ts';
import type { RunBroker } from '../contract.ts';
import type { LoadAccount } from '../trial/load-account.ts';
import { faultRecord, type DoneFault } from './fault-record.ts';
import { FaultWitness, type PhaseWindow } from './fault-witness.ts';
import { inject, type FaultField, type Injected } from './inject.ts';
import { ProxyProcess } from './proxy/proxy-process.ts';
import { QuietWatch } from './quiet-watch.ts';

export interface FaultSetup {
  readonly planned: readonly PlannedFault[];
  readonly broker: RunBroker;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly seed: number;
  /** Aborted when the trial is given up. */
  readonly failure: AbortSignal;
  /** Told when a fault could not be done; the trial must fail. */
  readonly onFailure: (error: Error) => void;
  /** Told what is being done. */
  readonly onFault: (detail: string) => void;
  /** Told when the broker runs as another process. */
  readonly onBroker: (pid: number) => void;
}

/** Starts what the faults need, before fleet and load port are. Throws FAULT_FAILED. */
export async function openFaults(setup: FaultSetup): Promise<TrialFaults> {
  const delays = setup.planned.some(({ action }) => action.fault === 'delay-broker');
  const proxy = delays ? await ProxyProcess.inFrontOf(setup.broker.url, setup.env) : undefined;
  return new TrialFaults(setup, proxy);
}

/** After these, what was sent may not have arrived. */
const OUTAGES: readonly FaultName[] = ['restart-broker', 'pause-broker'];

interface UnderWay {
  readonly fault: PlannedFault;
  readonly index: number;
  readonly window: PhaseWindow;
  readonly witness: FaultWitness;
}

export class TrialFaults implements AsyncDisposable {
  readonly #setup: FaultSetup;
  readonly #proxy: ProxyProcess | undefined;
  readonly #random: Random;
  readonly #done: DoneFault[] = [];
  readonly #lostBefore = new Map<number, number>();
  #account: LoadAccount | undefined;
  #fleet: Fleet | undefined;
  #witness: FaultWitness | undefined;
  #phaseOver = new AbortController();
  #running: Promise<void>[] = [];

  constructor(setup: FaultSetup, proxy: ProxyProcess | undefined) {
    this.#setup = setup;
    this.#proxy = proxy;
    this.#random = random(setup.seed).stream('faults');
  }

  /** The broker as the fleet reaches it. */
  get fleetUrl(): string {
    return this.#proxy?.url ?? this.#setup.broker.url;
  }

  /** How the load generator reaches the broker, and what it has to be ready for. */
  get load(): Pick<LoadSpec, 'brokerUrl' | 'outages'> {
    const { planned, broker } = this.#setup;
    const all = planned.some(({ action }) => action.fault === 'delay-broker' && action.path === 'all');
    const outages = planned.some(({ action }) => OUTAGES.includes(action.fault));
    return { brokerUrl: all ? this.fleetUrl : broker.url, outages };
  }

  /** From now on every finished task is seen here, and waiting for those that were lost has an end. */
  followLosses(
    port: LoadPort,
    account: LoadAccount,
    claimsBackWithinMs: System['claimsBackWithinMs'],
  ): Disposable {
    this.#account = account;
    account.collector.witness = this;
    const quiet = new QuietWatch({
      port,
      finished: () => account.collector.ledger.accounted,
      longestServiceMs: () => account.collector.longestServiceMs,
      claimsBackWithinMs,
    });
    account.whenQuiet = () => quiet.whenQuiet();
    return quiet;
  }

  /** Whether a fault is planned for that phase of the load, 0 the first. */
  strikes(index: number): boolean {
    return this.#setup.planned.some(({ phaseIndex }) => phaseIndex === index);
  }

  attach(fleet: Fleet): void {
    this.#fleet = fleet;
  }

  /** One execution, as the slot stamped it. */
  book(intendedNs: number, startedNs: number, finishedNs: number): void {
    this.#witness?.book(intendedNs, startedNs, finishedNs);
  }

  /** A phase of the load opens; `index` is its place in the scenario, 0 the first. Its backlog is empty. */
  begin(index: number, window: PhaseWindow): void {
    this.#lostBefore.set(index, this.#account?.outstanding ?? 0);
    const faults = this.#setup.planned.filter(({ phaseIndex }) => phaseIndex === index);
    const due = faults.map(({ atMs }) => window.startNs + atMs * 1e6);
    const witness = new FaultWitness(window, due);
    this.#witness = faults.length === 0 ? undefined : witness;
    this.#phaseOver = new AbortController();
    this.#running = faults.map((fault, at) => this.#run({ fault, index: at, window, witness }));
  }

  /** The phase's window is over: undoes what would last longer, waits for what must be brought to an end. */
  async end(): Promise<void> {
    this.#phaseOver.abort();
    const { failure } = this.#setup;
    if (failure.aborted) return;
    const given = deferred();
    const giveUp = (): void => given.resolve();
    failure.addEventListener('abort', giveUp, { once: true });
    await Promise.race([Promise.all(this.#running), given.promise]);
    failure.removeEventListener('abort', giveUp);
  }

  /** Call when every task is accounted for. `trialStartNs`: start of the trial's first phase. */
  records(trialStartNs: number): FaultRecord[] {
    const outstanding = this.#account?.outstanding ?? 0;
    const after = { outstanding, doneAgain: this.#doneAgain, lostBefore: this.#lostBefore };
    const inOrder = this.#done.toSorted((a, b) => a.atNs - b.atNs);
    return inOrder.map((done) => faultRecord(done, inOrder, after, trialStartNs));
  }

  /** Nothing is paused or delayed after this. Call when the fleet is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#phaseOver.abort();
    await Promise.all(this.#running);
    await this.#proxy?.[Symbol.asyncDispose]();
  }

  get #doneAgain(): number {
    return this.#account?.collector.ledger.counts.doneAgain ?? 0;
  }

  async #run(one: UnderWay): Promise<void> {
    const { onFailure, failure } = this.#setup;
    const phaseOver = this.#phaseOver.signal;
    try {
      await wait((one.window.startNs - monotonicNs()) / 1e6 + one.fault.atMs, phaseOver);
      if (phaseOver.aborted || failure.aborted) return;
      const doneAgainBefore = this.#doneAgain;
      const injected = await this.#inject(one, phaseOver);
      this.#done.push({ ...one, ...injected, doneAgainBefore });
    } catch (error) {
      onFailure(toError(error));
    }
  }

  async #inject({ fault }: UnderWay, phaseOver: AbortSignal): Promise<Injected> {
    const { broker, failure, onFault, onBroker } = this.#setup;
    if (this.#fleet === undefined) throw new Error('a phase began before the fleet was there');
    const field: FaultField = {
      fleet: this.#fleet,
      broker,
      proxy: this.#proxy,
      random: this.#random,
      pause: (durationMs) => wait(durationMs, phaseOver),
      abandoned: () => failure.aborted,
      onBroker,
    };
    const injected = await inject(fault.action, field, (detail) => onFault(detail));
    if (injected.detail !== '') onFault(injected.detail);
    return injected;
  }
}

/** Returns early, without throwing, when the signal is aborted. */
async function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await sleep(Math.max(0, durationMs), undefined, { signal }).catch(() => undefined);
}
