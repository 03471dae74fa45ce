// Runs the body of one synthetic task: this is what a worker's slot executes. Bodies that call a server are run by the
// system under test, which has the clients.

import { assertNever } from '../../errors/index.ts';
import { ms } from '../../units/index.ts';
import type { LocalKind } from '../contract.ts';
import type { PlannedTask } from '../plan/planned-task.ts';
import { cpuWork } from './cpu-work.ts';
import { ioWait } from './io-wait.ts';
import { leakMemory, touchedMemory } from './memory-hold.ts';

/** A failure that the scenario asked for. */
export class SyntheticFailure extends Error {
  override readonly name: string = 'SyntheticFailure';
}

/**
 * Does what was planned, then throws SyntheticFailure if that was planned too. noop and cpu bodies are done on
 * return; the others when the promise settles.
 */
export function runBody(kind: LocalKind, planned: PlannedTask): void | Promise<void> {
  switch (kind) {
    case 'noop':
      return failIfPlanned(planned);
    case 'cpu':
      cpuWork(planned.amount);
      return failIfPlanned(planned);
    case 'mixed':
      cpuWork(planned.amount);
      return waitThenEnd(planned, planned.waitMs);
    case 'io':
      return waitThenEnd(planned, planned.amount);
    case 'memory':
      return holdMemory(planned);
    default:
      return assertNever(kind);
  }
}

/** How every body ends: throws SyntheticFailure when the plan says so. */
export function failIfPlanned(planned: PlannedTask): void {
  if (planned.fail) throw new SyntheticFailure(`task ${planned.seq} failed, as its scenario asks`);
}

function waitThenEnd(planned: PlannedTask, waitMs: number): Promise<void> {
  const waited = ioWait(ms(waitMs));
  return planned.fail ? waited.then(() => failIfPlanned(planned)) : waited;
}

async function holdMemory(planned: PlannedTask): Promise<void> {
  leakMemory(planned.leakBytes);
  const held = touchedMemory(planned.allocateBytes - planned.leakBytes);
  await ioWait(ms(planned.amount));
  // Reading after the wait keeps the engine from dropping the memory before it.
  if (held.some((piece) => piece.length === 0)) throw new SyntheticFailure('held memory is gone');
  failIfPlanned(planned);
}
