// A processor of the user's own, as BullMQ loads one, wrapped: the same call, the same answer, stamped around it.

import type { Job } from 'bullmq';
import { HeadcountError, toError } from '../../errors/index.ts';
import { monotonicNs, type SampleSender } from '../../measure/index.ts';
import { readOwnTaskId } from '../own-task-id.ts';

/** What BullMQ calls: with the job, its lock's token, a signal. */
export type Processor = (job: Job, ...rest: readonly unknown[]) => unknown;

/** What a processor throws when its job is not done and will run again; BullMQ goes by these names too. */
const NOT_DONE = new Set(['DelayedError', 'RateLimitError', 'WaitingChildrenError', 'WaitingError']);

/** The module's default export. Throws BAD_APP. */
export async function loadProcessor(url: string): Promise<Processor> {
  const processor = unwrapped(unwrapped(await importModule(url)));
  if (isProcessor(processor)) return processor;
  throw new HeadcountError('BAD_APP', `${url} exports no function by default`, {
    hint: 'Write `export default async (job) => { ... }`.',
  });
}

/** Sends a sample for every job that the load has sent. */
export function stampedProcessor(
  processor: Processor,
  samples: SampleSender,
): (...given: Parameters<Processor>) => Promise<unknown> {
  return async (job, ...rest) => {
    const startedNs = monotonicNs();
    try {
      const value = await processor(job, ...rest);
      record(samples, job, startedNs, 'done');
      return value;
    } catch (error) {
      record(samples, job, startedNs, endOf(job, error));
      throw error;
    }
  };
}

type End = 'done' | 'failed' | 'again';

function record(samples: SampleSender, { id = '' }: Job, startedNs: number, end: End): void {
  const own = readOwnTaskId(id);
  if (own === undefined) return;
  const { seq, typeIndex, intendedNs, sentNs } = own;
  if (end === 'again') samples.attempt(seq, typeIndex, startedNs, monotonicNs());
  else samples.task(seq, typeIndex, end === 'failed', intendedNs, sentNs, startedNs, monotonicNs());
}

function endOf({ attemptsMade, opts }: Job, thrown: unknown): End {
  const { name } = toError(thrown);
  if (NOT_DONE.has(name)) return 'again';
  const hasMore = attemptsMade + 1 < (opts.attempts ?? 1);
  return hasMore && name !== 'UnrecoverableError' ? 'again' : 'failed';
}

async function importModule(url: string): Promise<unknown> {
  try {
    return await import(url);
  } catch (error) {
    throw new HeadcountError('BAD_APP', `processor ${url} failed to load`, {
      hint: 'The error below is its own.',
      cause: toError(error),
    });
  }
}

// A CommonJS module's `exports.default` lies one level deeper.
function unwrapped(exported: unknown): unknown {
  if (exported === null || (typeof exported !== 'object' && typeof exported !== 'function')) return exported;
  return 'default' in exported ? exported.default : exported;
}

function isProcessor(value: unknown): value is Processor {
  return typeof value === 'function';
}
