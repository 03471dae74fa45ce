// The concrete draw for one task, and its journey in a message's args: a flat array, cheap to write and to check.

import type { Arguments } from '../own/contract.ts';

/** What one task is to do, drawn before it is sent. */
export interface PlannedTask {
  /** 0, 1, 2, ... in the order of sending; unique within one plan. */
  readonly seq: number;
  /** Intended time, on the clock of whoever called next(); nanoseconds. */
  readonly intendedNs: number;
  /** When the generator added it, on the monotonic clock of the machine; nanoseconds. */
  readonly sentNs: number;
  /** Index into the workload's tasks. */
  readonly typeIndex: number;
  /** io and memory: milliseconds to wait. cpu and mixed: iterations of cpuWork. noop and calls: 0. */
  readonly amount: number;
  /** mixed: milliseconds to wait after the work. 0 otherwise. */
  readonly waitMs: number;
  /** The body throws after its work. */
  readonly fail: boolean;
  /** memory: bytes to allocate, leaked ones included. */
  readonly allocateBytes: number;
  /** memory: bytes of these that stay. */
  readonly leakBytes: number;
  /** ASCII ballast carried in the message. */
  readonly payload: string;
  /** kind own: what its message carries instead of all this; the task's id then says which task it is. */
  readonly own?: Arguments | undefined;
}

const FIELDS = 10;

/** The task as message args. */
export function toArgs(task: PlannedTask): readonly unknown[] {
  return [
    task.seq,
    task.intendedNs,
    task.sentNs,
    task.typeIndex,
    task.amount,
    task.waitMs,
    task.fail ? 1 : 0,
    task.allocateBytes,
    task.leakBytes,
    task.payload,
  ];
}

/** The task that toArgs wrote; undefined for anything else. Written by hand: it runs once a task. */
export function parseArgs(args: readonly unknown[]): PlannedTask | undefined {
  if (args.length !== FIELDS) return undefined;
  const [seq, intendedNs, sentNs, typeIndex, amount, waitMs, fail, allocateBytes, leakBytes, payload] = args;
  if (!isCount(seq) || !isStamp(intendedNs) || !isStamp(sentNs) || !isCount(typeIndex)) return undefined;
  if (!isAmount(amount) || !isAmount(waitMs) || (fail !== 0 && fail !== 1)) return undefined;
  if (!isCount(allocateBytes) || !isCount(leakBytes) || leakBytes > allocateBytes) return undefined;
  if (typeof payload !== 'string') return undefined;
  return {
    seq,
    intendedNs,
    sentNs,
    typeIndex,
    amount,
    waitMs,
    fail: fail === 1,
    allocateBytes,
    leakBytes,
    payload,
  };
}

// Beyond 2^53 ns of uptime (104 days) a stamp is still a number, only coarser.
function isStamp(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}

function isCount(value: unknown): value is number {
  return isAmount(value) && Number.isInteger(value);
}
