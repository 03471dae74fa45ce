// A watched process with its descendants. CPU and context switches of the whole never go down: a child that ended is
// in its parent's account of ended children, and what the root had used stays when it ends.
//
// Children come and go (recycling), so only a fixed number of those that ended keep an account of their own; the rest
// are summed.

import { ProcessAccount, type ProcessUsage, type WatchedRole } from './process-account.ts';
import {
  countOpenFiles,
  readChildPids,
  readMemory,
  readProcess,
  readSwitches,
  type MemoryFigures,
} from './process-figures.ts';

const MOST_ENDED_KEPT = 64;

export interface WatchedProcess {
  readonly pid: number;
  readonly role: WatchedRole;
  readonly name: string;
}

/** A watched process and its descendants together, at one look. */
export interface TreeReading extends WatchedProcess {
  /** Processes alive. */
  readonly processes: number;
  readonly threads: number;
  readonly openFiles: number | null;
  /** So far. */
  readonly userMs: number;
  readonly systemMs: number;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
  /** Sum of the processes alive, each as last looked at closely. */
  readonly memory: MemoryFigures;
}

/** Ended children that have no account of their own any more. */
export interface FurtherChildren {
  readonly name: string;
  readonly processes: number;
  readonly cpuMs: number;
  /** null when none of them lived to be looked at. */
  readonly memoryPeakBytes: number | null;
}

export class ProcessTree {
  readonly root: WatchedProcess;
  readonly #accounts = new Map<number, ProcessAccount>();
  readonly #ended: ProcessAccount[] = [];
  #further: { processes: number; cpuMs: number; memoryPeakBytes: number | null } = {
    processes: 0,
    cpuMs: 0,
    memoryPeakBytes: null,
  };
  #endedSwitches = { voluntary: 0, involuntary: 0 };
  #highest = { userMs: 0, systemMs: 0 };
  #seen = false;

  constructor(root: WatchedProcess) {
    this.root = root;
  }

  /** Whether its root was ever found: not where it runs on another machine, or where there is no /proc. */
  get seen(): boolean {
    return this.#seen;
  }

  /** Processes alive at the last look. */
  get alive(): Iterable<ProcessAccount> {
    return this.#accounts.values();
  }

  /** Looks at one process after the other, pausing after each; the last pause is the end. */
  *look(atNs: number, closely: boolean): Generator<void> {
    const seen = new Set<number>();
    const toSee = [this.root.pid];
    for (let pid = toSee.pop(); pid !== undefined; pid = toSee.pop()) {
      if (seen.has(pid) || !this.#lookAt(pid, atNs, closely)) continue;
      seen.add(pid);
      // The toolkit's children are the other watched processes.
      if (this.root.role !== 'toolkit') toSee.push(...readChildPids(pid));
      yield;
    }
    for (const [pid, account] of this.#accounts) if (!seen.has(pid)) this.#end(pid, account);
    this.#addUp();
  }

  reading(): TreeReading {
    const accounts = [...this.#accounts.values()];
    const sum = (pick: (account: ProcessAccount) => number): number =>
      accounts.reduce((total, account) => total + pick(account), 0);
    const openFiles = accounts.map((account) => account.openFiles);
    return {
      ...this.root,
      processes: accounts.length,
      threads: sum(({ figures }) => figures.threads),
      openFiles: openFiles.includes(null)
        ? null
        : openFiles.reduce<number>((all, one) => all + (one ?? 0), 0),
      ...this.#highest,
      voluntarySwitches: this.#endedSwitches.voluntary + sum(({ switches }) => switches.voluntary),
      involuntarySwitches: this.#endedSwitches.involuntary + sum(({ switches }) => switches.involuntary),
      memory: sumMemory(accounts.flatMap(({ memory }) => memory ?? [])),
    };
  }

  usage(): readonly ProcessUsage[] {
    return [...this.#accounts.values(), ...this.#ended].map((account) => account.usage());
  }

  further(): FurtherChildren | undefined {
    return this.#further.processes === 0 ? undefined : { name: this.root.name, ...this.#further };
  }

  #lookAt(pid: number, atNs: number, closely: boolean): boolean {
    const figures = readProcess(pid);
    if (figures === undefined) return false;
    let account = this.#accounts.get(pid);
    if (account !== undefined && account.beganTicks !== figures.beganTicks) {
      this.#end(pid, account);
      account = undefined;
    }
    if (account === undefined) {
      const role = pid === this.root.pid ? this.root.role : 'child';
      account = new ProcessAccount({ pid, role, name: this.root.name }, figures, atNs);
      this.#accounts.set(pid, account);
    }
    this.#seen = true;
    account.looked(figures, atNs);
    if (closely || account.memory === undefined) {
      const memory = readMemory(pid);
      if (memory !== undefined) account.lookedClosely(memory, readSwitches(pid), countOpenFiles(pid));
    }
    return true;
  }

  #end(pid: number, account: ProcessAccount): void {
    this.#accounts.delete(pid);
    account.alive = false;
    this.#endedSwitches.voluntary += account.switches.voluntary;
    this.#endedSwitches.involuntary += account.switches.involuntary;
    if (this.#ended.length < MOST_ENDED_KEPT) {
      this.#ended.push(account);
      return;
    }
    const { userMs, systemMs, pss, rss } = account.usage();
    this.#further.processes++;
    this.#further.cpuMs += userMs + systemMs;
    const memory = pss ?? rss;
    if (memory === null) return;
    this.#further.memoryPeakBytes = Math.max(this.#further.memoryPeakBytes ?? 0, memory.peakBytes);
  }

  #addUp(): void {
    // The root gone, its children are nobody's: what was seen last stands.
    if (!this.#accounts.has(this.root.pid)) return;
    let userMs = 0;
    let systemMs = 0;
    for (const { figures } of this.#accounts.values()) {
      const withChildren = this.root.role !== 'toolkit';
      userMs += figures.userMs + (withChildren ? figures.endedChildrenUserMs : 0);
      systemMs += figures.systemMs + (withChildren ? figures.endedChildrenSystemMs : 0);
    }
    this.#highest = {
      userMs: Math.max(userMs, this.#highest.userMs),
      systemMs: Math.max(systemMs, this.#highest.systemMs),
    };
  }
}

/** null in the sum where it is null in a part. */
export function sumMemory(all: readonly MemoryFigures[]): MemoryFigures {
  const sum = (pick: (one: MemoryFigures) => number | null): number | null =>
    all.reduce<number | null>((total, one) => {
      const value = pick(one);
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    rssBytes: sum((one) => one.rssBytes) ?? 0,
    pssBytes: sum((one) => one.pssBytes),
    ussBytes: sum((one) => one.ussBytes),
  };
}
