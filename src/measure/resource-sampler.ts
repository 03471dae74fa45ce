// Follows processes and all their descendants over time, plus how busy the machine is. Readings are handed out, not
// kept, so memory stays bounded.
//
// Two kinds of look. A light one (CPU, threads, children) costs some twenty microseconds a process. A close one
// (memory, context switches, open files) costs a millisecond, because the kernel walks the process's memory to divide
// shared pages. Each kind keeps a pace of its own: light looks below half a hundredth of a core, close ones below
// two hundredths, so many processes are looked at less often. What the sampler itself uses is measured and part of each reading.

import { cpuUsage } from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { monotonicNs } from './clock.ts';
import type { ProcessAccount, ProcessUsage, WatchedRole } from './process-account.ts';
import { readHostCpu, type HostCpu } from './process-figures.ts';
import { ProcessTree, type FurtherChildren, type TreeReading, type WatchedProcess } from './process-tree.ts';
import { SamplingPace } from './sampling-pace.ts';

/** A look is not put off for longer than this, whatever it costs. */
const MOST_MS = 30_000;
/** Shares of one core that the two kinds of look may use. */
const LIGHT_SHARE = 0.005;
const CLOSE_SHARE = 0.02;
/** Processes that are not under test are looked at closely every so many times. */
const OTHERS_EVERY = 4;

export interface ResourceReading {
  readonly atNs: number;
  /** Whether memory, switches and open files of the workers were looked at now; otherwise they are of an earlier reading. */
  readonly close: boolean;
  /** Those that were ever found. */
  readonly trees: readonly TreeReading[];
  /** Workers with their children; null unless every worker was looked at: a part of a fleet is no smaller fleet. */
  readonly fleet: FleetMemory | null;
  /** CPU so far, by role; null where nothing of that role is watched, or something of it was never found. */
  readonly cpuMs: Readonly<Record<WatchedRole, number | null>>;
  /** undefined where the kernel does not say. */
  readonly host: HostCpu | undefined;
  /** CPU that the sampler itself has used so far. */
  readonly samplerCpuMs: number;
}

export interface FleetMemory {
  readonly bytes: number;
  readonly kind: 'pss' | 'rss';
}

/** Whose memory, switches and open files are looked at. */
type Closely = 'none' | 'workers' | 'all';

export class ResourceSampler implements AsyncDisposable {
  readonly #onReading: (reading: ResourceReading) => void;
  readonly #trees: ProcessTree[] = [];
  readonly #lightPace: SamplingPace;
  readonly #closePace: SamplingPace;
  #samplerCpuMs = 0;
  #closeLooks = 0;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<ResourceReading> | undefined;

  /** `intervalMs` is the shortest time between readings. */
  constructor(intervalMs: number, onReading: (reading: ResourceReading) => void) {
    this.#onReading = onReading;
    this.#lightPace = new SamplingPace(LIGHT_SHARE, intervalMs, MOST_MS);
    this.#closePace = new SamplingPace(CLOSE_SHARE, intervalMs, MOST_MS);
  }

  /** A worker that runs elsewhere has pid 0: it is never found, and so the fleet is not told. */
  watch(process: WatchedProcess): void {
    this.#trees.push(new ProcessTree(process));
  }

  start(): void {
    this.#timer ??= setTimeout(() => void this.#turn(), this.#lightPace.everyMs);
  }

  /** A reading now, a close one, also handed to the listener. */
  async read(): Promise<ResourceReading> {
    await this.#reading;
    return this.#sample('all');
  }

  /** Every process seen so far that has an account of its own. */
  usage(): readonly ProcessUsage[] {
    return this.#trees.flatMap((tree) => tree.usage());
  }

  /** The children without one, by worker. */
  further(): readonly FurtherChildren[] {
    return this.#trees.flatMap((tree) => tree.further() ?? []);
  }

  /** Processes alive at the last reading. */
  *alive(): Iterable<ProcessAccount> {
    for (const tree of this.#trees) yield* tree.alive;
  }

  /** Whether it is a watched process itself, not a descendant of one. */
  isRoot(pid: number): boolean {
    return this.#trees.some(({ root }) => root.pid === pid);
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#reading;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #turn(): Promise<void> {
    const next = this.#timer;
    await this.#sample(this.#kindDue());
    // Unless it was stopped meanwhile.
    if (this.#timer !== next || next === undefined) return;
    this.#timer = setTimeout(() => void this.#turn(), this.#lightPace.everyMs);
  }

  #kindDue(): Closely {
    if (!this.#closePace.isDue(performance.now())) return 'none';
    return this.#closeLooks++ % OTHERS_EVERY === 0 ? 'all' : 'workers';
  }

  #sample(closely: Closely): Promise<ResourceReading> {
    this.#reading ??= this.#readAll(closely).finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readAll(closely: Closely): Promise<ResourceReading> {
    const close = closely !== 'none';
    const atMs = performance.now();
    const atNs = monotonicNs();
    const before = this.#samplerCpuMs;
    const host = this.#costed(readHostCpu);
    for (const tree of this.#trees) {
      const steps = tree.look(atNs, closely === 'all' || (close && tree.root.role === 'worker'));
      // A close look takes a millisecond: samples that arrive must not wait for all of them.
      while (this.#costed(() => steps.next().done) !== true) if (close) await nextTurn();
    }
    (close ? this.#closePace : this.#lightPace).looked(atMs, this.#samplerCpuMs - before);
    const reading = this.#sumUp(atNs, close, host);
    this.#onReading(reading);
    return reading;
  }

  #sumUp(atNs: number, close: boolean, host: HostCpu | undefined): ResourceReading {
    const trees = this.#trees.filter(({ seen }) => seen).map((tree) => tree.reading());
    const cpuMs = {
      worker: this.#cpuMs('worker', trees),
      generator: this.#cpuMs('generator', trees),
      broker: this.#cpuMs('broker', trees),
      toolkit: this.#cpuMs('toolkit', trees),
      target: this.#cpuMs('target', trees),
    };
    const fleet = this.#sawAll('worker') ? fleetMemory(trees) : null;
    return { atNs, close, trees, fleet, cpuMs, host, samplerCpuMs: this.#samplerCpuMs };
  }

  #cpuMs(role: WatchedRole, trees: readonly TreeReading[]): number | null {
    if (!this.#sawAll(role)) return null;
    return trees.reduce((sum, tree) => sum + (tree.role === role ? tree.userMs + tree.systemMs : 0), 0);
  }

  /** By name: a worker that died before anyone looked has a successor of its name. */
  #sawAll(role: WatchedRole): boolean {
    const watched = this.#trees.filter(({ root }) => root.role === role);
    const found = new Set(watched.filter(({ seen }) => seen).map(({ root }) => root.name));
    return watched.length > 0 && watched.every(({ root }) => found.has(root.name));
  }

  /** Runs synchronous work and books its CPU as the sampler's own. */
  #costed<T>(work: () => T): T {
    const before = cpuUsage();
    const result = work();
    const { user, system } = cpuUsage(before);
    this.#samplerCpuMs += (user + system) / 1000;
    return result;
  }
}

function fleetMemory(trees: readonly TreeReading[]): FleetMemory {
  const fleet = trees.filter(({ role }) => role === 'worker').map(({ memory }) => memory);
  const kind = fleet.some(({ pssBytes }) => pssBytes === null) ? 'rss' : 'pss';
  return { bytes: fleet.reduce((sum, one) => sum + (one.pssBytes ?? one.rssBytes), 0), kind };
}
