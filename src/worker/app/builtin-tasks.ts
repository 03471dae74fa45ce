// The tasks that every Celery worker has, because clients send them: `map` and `starmap` run a task once for each item,
// one after the other; `chunks` sends such runs; results expire by themselves, so there is nothing to clean up.

import { group } from '../canvas/compose.ts';
import { isList, isRecord, readSignature, type Signature } from '../canvas/signature.ts';
import type { App } from './app.ts';
import type { TaskContext } from './context.ts';
import { signatureOf } from './send-options.ts';

/** Names as Celery has them; `inspect registered` leaves such names out. */
export function registerBuiltins(app: App): void {
  const bind = { bind: true } as const;
  const each = (unpack: (item: unknown) => readonly unknown[]) => (context: TaskContext, given: unknown) =>
    runEach(app, context, given, unpack);
  app.task(
    'celery.map',
    each((item) => [item]),
    bind,
  );
  app.task('celery.starmap', each(argsOf), bind);
  app.task('celery.chunks', (given: unknown) => sendChunks(app, given));
  app.task('celery.backend_cleanup', () => {}, { ignoreResult: true });
}

async function runEach(
  app: App,
  context: TaskContext,
  given: unknown,
  unpack: (item: unknown) => readonly unknown[],
): Promise<readonly unknown[]> {
  const { task, items } = readGiven(given);
  const body = app.tasks.get(task.task)?.body;
  if (body === undefined) throw new Error(`task ${task.task} is not registered in this worker`);
  const values: unknown[] = [];
  for (const item of items) {
    const args = unpack(item);
    values.push(await (body.kind === 'plain' ? body.call(...args) : body.call(context, ...args)));
  }
  return values;
}

/** Answers the ids of the runs. */
async function sendChunks(app: App, given: unknown): Promise<readonly string[]> {
  const { task, items, size } = readGiven(given);
  const runs: Signature[] = [];
  for (let from = 0; from < items.length; from += size) {
    const kwargs = { task, it: items.slice(from, from + size) };
    runs.push(signatureOf('celery.starmap', [], { kwargs, immutable: true }));
  }
  const sent = app.send(group(...runs));
  await sent.sent;
  return sent.members.map(({ id }) => id);
}

interface Given {
  readonly task: Signature;
  readonly items: readonly unknown[];
  readonly size: number;
}

function readGiven(given: unknown): Given {
  const { task, it, n = 1 } = isRecord(given) ? given : {};
  const signature = readSignature(task);
  if (signature === undefined || !isList(it)) throw new TypeError('expected a task and a list of items');
  if (typeof n !== 'number' || !Number.isSafeInteger(n) || n < 1) throw new TypeError('n is not a count');
  return { task: signature, items: it, size: n };
}

function argsOf(item: unknown): readonly unknown[] {
  return isList(item) ? item : [item];
}
