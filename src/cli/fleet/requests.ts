// What `headcount inspect` and `headcount control` can ask: each name with its arguments, as Celery's commands take them.

import { HeadcountError, nearestName } from '../../errors/index.ts';

type Arguments = Readonly<Record<string, unknown>>;

export interface Request {
  /** For the help: `TASK RATE`. */
  readonly usage: string;
  readonly describe: string;
  /** Undefined: these words do not fit. */
  readonly parse: (words: readonly string[]) => Arguments | undefined;
}

export type RequestTable = Readonly<Record<string, Request>>;

/** Takes nothing. */
const nothing = (words: readonly string[]): Arguments | undefined => (words.length === 0 ? {} : undefined);

export const INSPECT_REQUESTS: RequestTable = {
  active: { usage: '', describe: 'Tasks that run', parse: nothing },
  active_queues: { usage: '', describe: 'Queues that are consumed', parse: nothing },
  clock: { usage: '', describe: 'The logical clock', parse: nothing },
  conf: {
    usage: '[all]',
    describe: 'Settings that differ from the defaults, or all',
    parse: (words) =>
      words.length === 0 ? {} : words.join(' ') === 'all' ? { with_defaults: true } : undefined,
  },
  memsample: { usage: '', describe: 'Memory of the main process', parse: nothing },
  ping: { usage: '', describe: 'Who is there', parse: nothing },
  query_task: {
    usage: 'ID...',
    describe: 'Where tasks are',
    parse: (ids) => (ids.length > 0 ? { ids } : undefined),
  },
  registered: {
    usage: '[ITEM...]',
    describe: 'Task types, with items such as rate_limit',
    parse: (items) => ({ taskinfoitems: items }),
  },
  report: { usage: '', describe: 'Versions and settings', parse: nothing },
  reserved: { usage: '', describe: 'Tasks reserved and not started', parse: nothing },
  revoked: { usage: '', describe: 'Ids of revoked tasks', parse: nothing },
  scheduled: { usage: '', describe: 'Tasks held until they are due', parse: nothing },
  stats: { usage: '', describe: 'Slots, processes, memory, totals', parse: nothing },
};

export const CONTROL_REQUESTS: RequestTable = {
  add_consumer: {
    usage: 'QUEUE [EXCHANGE [TYPE [ROUTING_KEY]]]',
    describe: 'Consume another queue',
    parse: ([queue, exchange, type, key, ...more]) =>
      queue === undefined || more.length > 0
        ? undefined
        : { queue, ...given({ exchange, exchange_type: type, routing_key: key }) },
  },
  autoscale: {
    usage: 'MAX [MIN]',
    describe: 'Change the bounds of --autoscale',
    parse: ([max, min, ...more]) =>
      max === undefined || more.length > 0 ? undefined : numbers({ max, ...given({ min }) }),
  },
  cancel_consumer: {
    usage: 'QUEUE',
    describe: 'Consume a queue no more',
    parse: ([queue, ...more]) => (queue === undefined || more.length > 0 ? undefined : { queue }),
  },
  disable_events: { usage: '', describe: 'Send no task events', parse: nothing },
  enable_events: { usage: '', describe: 'Send task events', parse: nothing },
  heartbeat: { usage: '', describe: 'Send a heartbeat now', parse: nothing },
  pool_grow: { usage: '[N]', describe: 'Add slots', parse: slotCount },
  pool_restart: { usage: '', describe: 'Python workers only', parse: nothing },
  pool_shrink: { usage: '[N]', describe: 'Remove slots', parse: slotCount },
  rate_limit: {
    usage: 'TASK RATE',
    describe: 'Starts of a task type, such as 10/m; 0 for no limit',
    parse: ([task, rate, ...more]) =>
      task === undefined || rate === undefined || more.length > 0
        ? undefined
        : { task_name: task, rate_limit: rate },
  },
  revoke: {
    usage: 'ID...',
    describe: 'Never start these tasks',
    parse: (ids) => (ids.length > 0 ? { task_id: ids } : undefined),
  },
  shutdown: { usage: '', describe: 'Stop warm, and wait until the workers are gone', parse: nothing },
  terminate: {
    usage: 'SIGNAL ID...',
    describe: 'Revoke these tasks and end those that run',
    parse: ([signal, ...ids]) =>
      signal === undefined || ids.length === 0 ? undefined : { signal, task_id: ids },
  },
  time_limit: {
    usage: 'TASK SOFT [HARD]',
    describe: 'Seconds a task type may run; 0 for no limit',
    parse: ([task, soft, hard, ...more]) => {
      if (task === undefined || soft === undefined || more.length > 0) return undefined;
      const limits = numbers({ soft, ...given({ hard }) });
      return limits === undefined ? undefined : { task_name: task, ...limits };
    },
  },
};

export interface ChosenRequest {
  readonly method: string;
  readonly arguments: Arguments;
}

/** Throws USAGE, naming the nearest request or the right usage. */
export function chooseRequest(
  command: string,
  table: RequestTable,
  name: string,
  words: readonly string[],
): ChosenRequest {
  const request = Object.hasOwn(table, name) ? table[name] : undefined;
  if (request === undefined) {
    const near = nearestName(name, Object.keys(table));
    const hint =
      near === undefined ? `Known are ${Object.keys(table).join(', ')}.` : `Did you mean "${near}"?`;
    throw new HeadcountError('USAGE', `headcount ${command} knows no "${name}"`, { hint });
  }
  const parsed = request.parse(words);
  if (parsed !== undefined) return { method: name, arguments: parsed };
  const shown = `headcount ${command} ${name} ${request.usage}`.trimEnd();
  throw new HeadcountError('USAGE', `${name} does not take "${words.join(' ')}"`, {
    hint: `Usage: ${shown}`,
  });
}

/** The table as help text, one line each. */
export function requestHelp(table: RequestTable): string {
  const rows = Object.entries(table).map(([name, { usage, describe }]) => ({
    call: `${name} ${usage}`.trimEnd(),
    describe,
  }));
  const width = Math.max(...rows.map(({ call }) => call.length));
  return rows.map(({ call, describe }) => `  ${call.padEnd(width)}  ${describe}`).join('\n');
}

function slotCount(words: readonly string[]): Arguments | undefined {
  const [n, ...more] = words;
  if (more.length > 0) return undefined;
  return n === undefined ? {} : numbers({ n });
}

/** Undefined when one of them is no number. */
function numbers(texts: Readonly<Record<string, string>>): Arguments | undefined {
  const entries = Object.entries(texts).map(([name, text]) => [name, Number(text)] as const);
  return entries.every(([, value]) => Number.isFinite(value) && value >= 0)
    ? Object.fromEntries(entries)
    : undefined;
}

/** Leaves out what was not given. */
function given(words: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const there = Object.entries(words).flatMap(([name, word]) =>
    word === undefined ? [] : [[name, word] as const],
  );
  return Object.fromEntries(there);
}
