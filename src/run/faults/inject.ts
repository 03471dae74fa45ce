// Does what a planned fault says, and undoes what must not stay. Every function resolves when the cause is gone again:
// a replacement is ready, a process goes on, the broker is back.

import { kill } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertNever, HeadcountError } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import { monotonicNs } from '../../measure/index.ts';
import type { FaultAction } from '../../scenario/index.ts';
import type { Random } from '../../stats/index.ts';
import type { Fleet, FleetWorker } from '../../system/index.ts';
import { formatDuration, ms, type Milliseconds } from '../../units/index.ts';
import type { RunBroker } from '../contract.ts';
import { pauseProcesses } from './pause.ts';
import type { ProxyProcess } from './proxy/proxy-process.ts';

const WARM_STOP_WITHIN_MS = ms(30_000);
const CHILD_BACK_WITHIN_MS = ms(10_000);
const CHILD_LOOK_EVERY_MS = 20;

/** What a fault may be done to. */
export interface FaultField {
  readonly fleet: Fleet;
  readonly broker: RunBroker;
  readonly proxy: ProxyProcess | undefined;
  readonly random: Random;
  /** Waits; returns early when what is under way must be undone. */
  readonly pause: (durationMs: Milliseconds) => Promise<void>;
  /** Whether the trial is being given up. */
  readonly abandoned: () => boolean;
  /** Told when the broker runs as another process. */
  readonly onBroker: (pid: number) => void;
}

export interface Injected {
  readonly detail: string;
  readonly atNs: number;
  /** Undefined: the cause stays. */
  readonly untilNs: number | undefined;
}

/** Tells what is done as soon as it is. */
type Tell = (detail: string, atNs: number) => void;

/** Throws FAULT_FAILED when there is nothing to do it to, and what restarting a worker or the broker throws. */
export async function inject(action: FaultAction, field: FaultField, tell: Tell): Promise<Injected> {
  let begun = { detail: '', atNs: monotonicNs() };
  const begin: Tell = (detail, atNs) => {
    begun = { detail, atNs };
    tell(detail, atNs);
  };
  const more = await carryOut(action, field, begin);
  const detail = [begun.detail, ...more.words].join(', ');
  return { detail, atNs: begun.atNs, untilNs: more.stays ? undefined : monotonicNs() };
}

interface Aftermath {
  readonly words: readonly string[];
  readonly stays: boolean;
}

const GOES_ON: Aftermath = { words: ['goes on'], stays: false };

function carryOut(action: FaultAction, field: FaultField, begin: Tell): Promise<Aftermath> {
  switch (action.fault) {
    case 'kill-worker':
      return killWorker(action, field, begin);
    case 'kill-child':
      return killChild(action, field, begin);
    case 'pause-worker':
      return pauseWorker(action, field, begin);
    case 'pause-child':
      return pauseChild(action, field, begin);
    case 'rolling-restart':
      return rollingRestart(action, field, begin);
    case 'restart-broker':
      return restartBroker(action, field, begin);
    case 'pause-broker':
      return hold([ownPid(field.broker)], action.durationMs, field, (atNs) =>
        begin(`paused the broker for ${formatDuration(action.durationMs)}`, atNs),
      );
    case 'delay-broker':
      return delayBroker(action, field, begin);
    default:
      return assertNever(action);
  }
}

async function killWorker(
  action: FaultAction & { fault: 'kill-worker' },
  field: FaultField,
  begin: Tell,
): Promise<Aftermath> {
  const worker = pickWorker(field, action.group);
  const atNs = monotonicNs();
  await field.fleet.killWorker(worker.name);
  begin(`killed worker ${worker.name} (pid ${worker.pid})`, atNs);
  if (!action.replace) return { words: ['not replaced'], stays: true };
  const successor = await field.fleet.replaceWorker(worker.name, Deadline.none());
  return { words: [`replaced by pid ${successor.pid}`], stays: false };
}

async function killChild(
  action: FaultAction & { fault: 'kill-child' },
  field: FaultField,
  begin: Tell,
): Promise<Aftermath> {
  const { fleet } = field;
  const { worker, children, pid } = pickChild(field, action.group);
  const atNs = monotonicNs();
  kill(pid, 'SIGKILL');
  begin(`killed child ${pid} of worker ${worker.name}`, atNs);
  const deadline = Deadline.in(CHILD_BACK_WITHIN_MS);
  while (!deadline.passed && !field.abandoned()) {
    const [, ...now] = fleet.processes(worker.name);
    const successor = now.find((one) => !children.includes(one));
    if (successor !== undefined) return { words: [`replaced by pid ${successor}`], stays: false };
    await sleep(CHILD_LOOK_EVERY_MS);
  }
  return { words: ['not replaced by its pool'], stays: true };
}

async function pauseWorker(
  action: FaultAction & { fault: 'pause-worker' },
  field: FaultField,
  begin: Tell,
): Promise<Aftermath> {
  const worker = pickWorker(field, action.group);
  const pids = field.fleet.processes(worker.name);
  return hold(pids, action.durationMs, field, (atNs) =>
    begin(`paused worker ${worker.name} (pid ${worker.pid}) for ${formatDuration(action.durationMs)}`, atNs),
  );
}

async function pauseChild(
  action: FaultAction & { fault: 'pause-child' },
  field: FaultField,
  begin: Tell,
): Promise<Aftermath> {
  const { worker, pid } = pickChild(field, action.group);
  return hold([pid], action.durationMs, field, (atNs) =>
    begin(`paused child ${pid} of worker ${worker.name} for ${formatDuration(action.durationMs)}`, atNs),
  );
}

async function rollingRestart(
  action: FaultAction & { fault: 'rolling-restart' },
  field: FaultField,
  begin: Tell,
): Promise<Aftermath> {
  const workers = members(field.fleet, action.group);
  begin(`restarting ${workers.length} workers one after the other`, monotonicNs());
  let restarted = 0;
  for (const { name } of workers) {
    if (field.abandoned()) break;
    await field.fleet.replaceWorker(name, Deadline.in(WARM_STOP_WITHIN_MS));
    restarted++;
  }
  return { words: [`${restarted} restarted`], stays: false };
}

async function restartBroker(
  action: FaultAction & { fault: 'restart-broker' },
  field: FaultField,
  begin: Tell,
): Promise<Aftermath> {
  const { restart } = field.broker;
  if (restart === undefined) throw new HeadcountError('BUG', 'the broker cannot be restarted');
  const atNs = monotonicNs();
  const pid = await restart(async () => {
    begin(`stopped the broker for ${formatDuration(action.downMs)}`, atNs);
    await field.pause(action.downMs);
  });
  field.onBroker(pid);
  return { words: [`back as pid ${pid}`], stays: false };
}

async function delayBroker(
  action: FaultAction & { fault: 'delay-broker' },
  field: FaultField,
  begin: Tell,
): Promise<Aftermath> {
  const { proxy, pause } = field;
  if (proxy === undefined) throw new HeadcountError('BUG', 'a delay was planned and no proxy is there');
  const atNs = monotonicNs();
  await proxy.setDelay(action.byMs);
  const whose = action.path === 'fleet' ? 'the fleet and the broker' : 'everybody and the broker';
  begin(`added ${formatDuration(action.byMs)} of round trip between ${whose}`, atNs);
  // Without a length it lasts to the end of the phase, which ends every pause.
  await pause(action.durationMs ?? LONGEST_PAUSE_MS);
  const addedMs = await proxy.setDelay(0);
  return { words: addedMs === null ? [] : [`measured ${formatDuration(ms(addedMs))}`], stays: false };
}

const LONGEST_PAUSE_MS = ms(2 ** 31 - 1);

async function hold(
  pids: readonly number[],
  durationMs: Milliseconds,
  field: FaultField,
  begin: (atNs: number) => void,
): Promise<Aftermath> {
  const paused = await pauseProcesses(pids);
  try {
    begin(monotonicNs());
    await field.pause(durationMs);
  } finally {
    await paused.resume();
  }
  return GOES_ON;
}

function members(fleet: Fleet, group: string | undefined): readonly FleetWorker[] {
  return fleet.workers.filter((worker) => group === undefined || worker.group === group);
}

function pickWorker(field: FaultField, group: string | undefined): FleetWorker {
  const alive = members(field.fleet, group).filter(({ name }) => field.fleet.processes(name).length > 0);
  return pick(alive, field, group === undefined ? 'worker' : `worker of group ${group}`);
}

interface PickedChild {
  readonly worker: FleetWorker;
  /** All of that worker's. */
  readonly children: readonly number[];
  readonly pid: number;
}

function pickChild(field: FaultField, group: string | undefined): PickedChild {
  const { fleet } = field;
  const families = members(fleet, group).map((worker) => {
    const [, ...children] = fleet.processes(worker.name);
    return { worker, children };
  });
  const parents = families.filter(({ children }) => children.length > 0);
  const parent = pick(parents, field, 'worker with child processes');
  return { ...parent, pid: pick(parent.children, field, 'child process') };
}

function pick<T>(from: readonly T[], { random }: FaultField, what: string): T {
  const one = from.length === 0 ? undefined : from[random.index(from.length)];
  if (one !== undefined) return one;
  throw new HeadcountError('FAULT_FAILED', `a planned fault found no ${what} left`, {
    hint: 'Earlier faults with replace: false may have taken them; plan fewer, or start more workers.',
  });
}

function ownPid({ pid }: RunBroker): number {
  if (pid === undefined) throw new HeadcountError('BUG', 'the broker is not ours');
  return pid;
}
