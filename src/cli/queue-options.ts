// Which queues `headcount worker` serves, as `celery worker` spells it, and emptying them before it starts.

import { connectBroker } from '../broker/index.ts';
import { HeadcountError } from '../errors/index.ts';
import { DEFAULT_BROKER, type App } from '../worker/index.ts';

export const QUEUE_OPTIONS = {
  queues: { alias: 'Q', type: 'string', describe: "Queues to serve, a,b; default: the App's default queue" },
  'exclude-queues': { alias: 'X', type: 'string', describe: 'Queues not to serve after all, a,b' },
  purge: {
    alias: 'discard',
    type: 'boolean',
    default: false,
    describe: 'First delete every message that waits in these queues, without asking',
  },
} as const;

interface QueueArguments {
  readonly queues: string | undefined;
  readonly 'exclude-queues': string | undefined;
}

/** What is left when the excluded ones are taken away. Throws USAGE when nothing is. */
export function queuesToServe(args: QueueArguments, app: App): readonly string[] {
  const excluded = splitList(args['exclude-queues'] ?? '');
  const asked = args.queues === undefined ? [app.defaultQueue] : splitList(args.queues);
  const left = asked.filter((queue) => !excluded.includes(queue));
  if (left.length > 0) return left;
  throw new HeadcountError('USAGE', 'no queue is left to serve', {
    hint: `Asked for: ${asked.join(', ') || 'none'}; excluded: ${excluded.join(', ') || 'none'}.`,
  });
}

/** Answers how many messages were deleted. */
export async function purgeQueues(broker: string | undefined, queues: readonly string[]): Promise<number> {
  await using connection = await connectBroker(broker ?? DEFAULT_BROKER);
  return await connection.observer.purge(queues);
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
