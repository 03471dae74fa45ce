// The concrete draw for one task, and its journey in a message's args: a flat array, cheap to write and to check.

/** What one task is to do, drawn before it is sent. */
export interface PlannedTask {
  /** 0, 1, 2, ... in the order of sending; unique within one plan. */
  readonly seq: number;
  /** Intended time, on the clock of whoever called next(); nanoseconds. */
  readonly intendedNs: number;
  /** Index into the workload's tasks. */
  readonly typeIndex: number;
  /** io and memory: milliseconds to wait. cpu: iterations of cpuWork. noop: 0. */
  readonly amount: number;
  /** The body throws after its work. */
  readonly fail: boolean;
  /** memory: bytes to allocate, leaked ones included. */
  readonly allocateBytes: number;
  /** memory: bytes of these that stay. */
  readonly leakBytes: number;
  /** ASCII ballast carried in the message. */
  readonly payload: string;
}

const FIELDS = 8;

/** The task as message args. */
export function toArgs(task: PlannedTask): readonly unknown[] {
  return [
    task.seq,
    task.intendedNs,
    task.typeIndex,
    task.amount,
    task.fail ? 1 : 0,
    task.allocateBytes,
    task.leakBytes,
    task.payload,
  ];
}

/** The task that toArgs wrote; undefined for anything else. Written by hand: it runs once a task. */
export function parseArgs(args: readonly unknown[]): PlannedTask | undefined {
  if (args.length !== FIELDS) return undefined;
  const [seq, intendedNs, typeIndex, amount, fail, allocateBytes, leakBytes, payload] = args;
  if (!isCount(seq) || !isStamp(intendedNs) || !isCount(typeIndex) || !isAmount(amount)) return undefined;
  if ((fail !== 0 && fail !== 1) || !isCount(allocateBytes) || !isCount(leakBytes)) return undefined;
  if (leakBytes > allocateBytes || typeof payload !== 'string') return undefined;
  return { seq, intendedNs, typeIndex, amount, fail: fail === 1, allocateBytes, leakBytes, payload };
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
