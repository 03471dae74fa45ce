// The options of `headcount worker` that bound tasks and children, as `celery worker` spells them.

import { HeadcountError } from '../errors/index.ts';
import type { WorkerOptions } from '../worker/index.ts';

export const LIMIT_OPTIONS = {
  'soft-time-limit': { type: 'number', describe: "Seconds until a task's abort signal fires" },
  'time-limit': { type: 'number', describe: "Seconds until a task's slot is killed" },
  'max-tasks-per-child': {
    type: 'number',
    describe: 'Replace a child or thread after at most this many tasks',
  },
  'max-memory-per-child': {
    type: 'string',
    describe: 'KiB, or 512MiB: replace a child or thread that uses more after a task',
  },
  'max-heap-per-child': {
    type: 'string',
    describe: 'KiB, or 512MiB: most JavaScript heap of a child or thread',
  },
  autoscale: { type: 'string', describe: 'MAX,MIN slots, as many as there is work for; overrides -c' },
  'disable-prefetch': {
    type: 'boolean',
    default: false,
    describe: 'Reserve only what a free slot can start at once',
  },
} as const;

interface LimitArguments {
  readonly 'soft-time-limit': number | undefined;
  readonly 'time-limit': number | undefined;
  readonly 'max-tasks-per-child': number | undefined;
  readonly 'max-memory-per-child': string | undefined;
  readonly 'max-heap-per-child': string | undefined;
  readonly autoscale: string | undefined;
  readonly 'disable-prefetch': boolean;
}

type LimitOptions = Partial<
  Pick<
    WorkerOptions,
    | 'softTimeLimit'
    | 'timeLimit'
    | 'maxTasksPerChild'
    | 'maxMemoryPerChild'
    | 'maxHeapPerChild'
    | 'autoscale'
    | 'autoscaleKeepalive'
    | 'disablePrefetch'
  >
>;

/** `AUTOSCALE_KEEPALIVE` is read as Celery reads it: seconds. Throws USAGE. */
export function limitOptions(
  args: LimitArguments,
  env: Readonly<Record<string, string | undefined>>,
): LimitOptions {
  const keepalive = env['AUTOSCALE_KEEPALIVE'];
  return {
    ...given('softTimeLimit', args['soft-time-limit']),
    ...given('timeLimit', args['time-limit']),
    ...given('maxTasksPerChild', args['max-tasks-per-child']),
    ...given('maxMemoryPerChild', sizeArgument(args['max-memory-per-child'])),
    ...given('maxHeapPerChild', sizeArgument(args['max-heap-per-child'])),
    ...given('autoscale', args.autoscale === undefined ? undefined : parseAutoscale(args.autoscale)),
    ...given('autoscaleKeepalive', keepalive === undefined ? undefined : Number(keepalive)),
    disablePrefetch: args['disable-prefetch'],
  };
}

function given<K extends keyof LimitOptions>(
  name: K,
  value: LimitOptions[K] | undefined,
): { readonly [name in K]?: LimitOptions[K] } {
  const options: { [name in K]?: LimitOptions[K] } = {};
  if (value !== undefined) options[name] = value;
  return options;
}

/** A plain number is KiB. */
function sizeArgument(text: string | undefined): string | number | undefined {
  return text !== undefined && /^\s*\d+\s*$/.test(text) ? Number(text) : text;
}

function parseAutoscale(text: string): { readonly max: number; readonly min: number } {
  const match = /^\s*(\d+)\s*(?:,\s*(\d+)\s*)?$/.exec(text);
  if (match !== null) return { max: Number(match[1]), min: Number(match[2] ?? 0) };
  throw new HeadcountError('USAGE', `--autoscale is "${text}"`, { hint: 'Give MAX,MIN, such as 10,3.' });
}
