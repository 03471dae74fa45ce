// Makes the pool asked for.

import { assertNever } from '../../errors/index.ts';
import type { Executable } from '../app/execute.ts';
import type { PrintedText } from './carrier.ts';
import type { Job, Pool, PoolKind, PoolListener } from './contract.ts';
import type { SlotSetup } from './frames.ts';
import { LoopPool } from './loop-pool.ts';
import { startProcess } from './process-carrier.ts';
import type { Recycling } from './recycling.ts';
import { RemotePool } from './remote-pool.ts';
import { startThread } from './thread-carrier.ts';

/** The application is for the pools that run tasks in this process. */
export interface PoolOptions extends Executable {
  readonly kind: PoolKind;
  /** 1 or more. solo always has one. */
  readonly slots: number;
  /** For the pools that don't. */
  readonly setup: SlotSetup;
  /** prefork and threads: when a slot's process or thread is replaced. */
  readonly recycling: Recycling;
  /** prefork and threads: most JavaScript heap of one, MiB; undefined = V8's default. */
  readonly maxHeapMiB: number | undefined;
  /** Receives what tasks print in other processes and threads. */
  readonly print: PrintedText;
}

export function createPool<J extends Job>(options: PoolOptions, listener: PoolListener<J>): Pool<J> {
  const { kind } = options;
  switch (kind) {
    case 'solo':
    case 'async':
      return new LoopPool({ ...options, kind }, listener);
    case 'prefork':
      return new RemotePool({ ...options, kind, makeCarrier: (to) => startProcess(to, options) }, listener);
    case 'threads':
      return new RemotePool({ ...options, kind, makeCarrier: (to) => startThread(to, options) }, listener);
    default:
      return assertNever(kind);
  }
}
