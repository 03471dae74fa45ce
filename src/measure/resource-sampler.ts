// Follows processes and all their descendants: memory and CPU over time, per role, plus how busy the machine is.
// One reading at a time, at a fixed interval; readings are handed out, not kept, so memory stays bounded.
//
// CPU of a role never goes down: a child that ended is in its parent's account of ended children, and a watched
// process that ended keeps its last figure.

import { monotonicNs } from './clock.ts';
import { readChildPids, readHostCpu, readMemory, readProcess } from './process-figures.ts';

export type WatchedRole = 'worker' | 'generator' | 'broker';

export interface WatchedProcess {
  readonly pid: number;
  readonly role: WatchedRole;
  readonly name: string;
}

export interface ResourceReading {
  readonly atNs: number;
  /** Workers with their children. */
  readonly fleetMemoryBytes: number;
  readonly memoryKind: 'pss' | 'rss';
  /** CPU so far, by role. */
  readonly cpuMs: Readonly<Record<WatchedRole, number>>;
  /** Jiffies of the machine; undefined where the kernel does not say. */
  readonly host: { readonly total: number; readonly idle: number } | undefined;
}

export interface ProcessUsage {
  readonly pid: number;
  readonly role: WatchedRole | 'child';
  readonly name: string;
  readonly memoryMeanBytes: number;
  readonly memoryPeakBytes: number;
  readonly cpuMs: number;
}

interface Account {
  readonly pid: number;
  readonly role: WatchedRole | 'child';
  readonly name: string;
  readings: number;
  memorySumBytes: number;
  memoryPeakBytes: number;
  memoryBytes: number;
  cpuMs: number;
}

export class ResourceSampler implements AsyncDisposable {
  readonly #intervalMs: number;
  readonly #onReading: (reading: ResourceReading) => void;
  readonly #watched: WatchedProcess[] = [];
  readonly #accounts = new Map<number, Account>();
  readonly #treeCpuMs = new Map<number, number>();
  #memoryKind: 'pss' | 'rss' = 'pss';
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<ResourceReading> | undefined;

  constructor(intervalMs: number, onReading: (reading: ResourceReading) => void) {
    this.#intervalMs = intervalMs;
    this.#onReading = onReading;
  }

  watch(process: WatchedProcess): void {
    this.#watched.push(process);
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#sample(), this.#intervalMs);
  }

  /** A reading now, also handed to the listener. Joins one that is under way. */
  async read(): Promise<ResourceReading> {
    return this.#sample();
  }

  /** Every process seen so far. */
  usage(): readonly ProcessUsage[] {
    return Array.from(this.#accounts.values(), (account) => ({
      pid: account.pid,
      role: account.role,
      name: account.name,
      memoryMeanBytes: account.readings === 0 ? 0 : account.memorySumBytes / account.readings,
      memoryPeakBytes: account.memoryPeakBytes,
      cpuMs: account.cpuMs,
    }));
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#reading;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #sample(): Promise<ResourceReading> {
    this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readAll(): Promise<ResourceReading> {
    const cpuMs = { worker: 0, generator: 0, broker: 0 };
    let fleetMemoryBytes = 0;
    const [host] = await Promise.all([
      readHostCpu(),
      ...this.#watched.map(async (root) => {
        const tree = await this.#readTree(root);
        cpuMs[root.role] += tree.cpuMs;
        if (root.role === 'worker') fleetMemoryBytes += tree.memoryBytes;
      }),
    ]);
    const reading = { atNs: monotonicNs(), fleetMemoryBytes, memoryKind: this.#memoryKind, cpuMs, host };
    this.#onReading(reading);
    return reading;
  }

  async #readTree(root: WatchedProcess): Promise<{ cpuMs: number; memoryBytes: number }> {
    const accounts = await this.#readBranch(root.pid, root.role, root.name);
    const alive = accounts.some((account) => account.pid === root.pid);
    const cpuMs = accounts.reduce((sum, account) => sum + account.branchCpuMs, 0);
    const highest = Math.max(alive ? cpuMs : 0, this.#treeCpuMs.get(root.pid) ?? 0);
    this.#treeCpuMs.set(root.pid, highest);
    return { cpuMs: highest, memoryBytes: accounts.reduce((sum, account) => sum + account.memoryBytes, 0) };
  }

  async #readBranch(
    pid: number,
    role: Account['role'],
    name: string,
  ): Promise<{ pid: number; branchCpuMs: number; memoryBytes: number }[]> {
    const [figures, memory, childPids] = await Promise.all([
      readProcess(pid),
      readMemory(pid),
      readChildPids(pid),
    ]);
    if (figures === undefined) return [];
    if (memory?.kind === 'rss') this.#memoryKind = 'rss';
    const account = this.#account(pid, role, name);
    account.cpuMs = figures.cpuMs;
    account.memoryBytes = memory?.bytes ?? 0;
    account.memorySumBytes += account.memoryBytes;
    account.memoryPeakBytes = Math.max(account.memoryPeakBytes, account.memoryBytes);
    account.readings++;
    const own = {
      pid,
      branchCpuMs: figures.cpuMs + figures.endedChildrenCpuMs,
      memoryBytes: account.memoryBytes,
    };
    const children = await Promise.all(childPids.map((child) => this.#readBranch(child, 'child', name)));
    return [own, ...children.flat()];
  }

  #account(pid: number, role: Account['role'], name: string): Account {
    let account = this.#accounts.get(pid);
    if (account === undefined) {
      account = {
        pid,
        role,
        name,
        readings: 0,
        memorySumBytes: 0,
        memoryPeakBytes: 0,
        memoryBytes: 0,
        cpuMs: 0,
      };
      this.#accounts.set(pid, account);
    }
    return account;
  }
}
