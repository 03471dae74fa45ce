// Runs the body of one synthetic task: this is what a worker's slot executes.

import { assertNever } from '../../errors/index.ts';
import { ms } from '../../units/index.ts';
import type { BodyKind } from '../contract.ts';
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
 * return; io and memory bodies when the promise settles.
 */
export function runBody(kind: BodyKind, planned: PlannedTask): void | Promise<void> {
  switch (kind) {
    case 'noop':
      return finish(planned);
    case 'cpu':
      cpuWork(planned.amount);
      return finish(planned);
    case 'io':
      return planned.fail
        ? ioWait(ms(planned.amount)).then(() => finish(planned))
        : ioWait(ms(planned.amount));
    case 'memory':
      return holdMemory(planned);
    default:
      return assertNever(kind);
  }
}

async function holdMemory(planned: PlannedTask): Promise<void> {
  leakMemory(planned.leakBytes);
  const held = touchedMemory(planned.allocateBytes - planned.leakBytes);
  await ioWait(ms(planned.amount));
  // Reading after the wait keeps the engine from dropping the memory before it.
  if (held.some((piece) => piece.length === 0)) throw new SyntheticFailure('held memory is gone');
  finish(planned);
}

function finish(planned: PlannedTask): void {
  if (planned.fail) throw new SyntheticFailure(`task ${planned.seq} failed, as its scenario asks`);
}
