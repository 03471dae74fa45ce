// Which queue a task goes to by its name, for those who do not say so themselves.

import { HeadcountError } from '../../errors/index.ts';

/** A queue, and the priority of what goes there. */
export interface Destination {
  readonly queue: string;
  /** 0 (served first) to 9 (last). */
  readonly priority: number;
}

/**
 * Task names to queues; in a name `*` stands for anything. The first that fits counts.
 * `{ 'video.*': 'video', 'mail.send': { queue: 'mail', priority: 3 } }`
 */
export type RouteTable = Readonly<
  Record<string, string | { readonly queue?: string; readonly priority?: number }>
>;

export class Routes {
  readonly #rules: readonly { readonly pattern: RegExp; readonly to: Destination }[];
  readonly #default: Destination;
  readonly #known = new Map<string, Destination>();

  /** Throws BAD_OPTION for a queue without a name or a priority that is none. */
  constructor(table: RouteTable, defaultQueue: string) {
    this.#default = { queue: defaultQueue, priority: 0 };
    this.#rules = Object.entries(table).map(([glob, given]) => {
      const { queue = defaultQueue, priority = 0 } = typeof given === 'string' ? { queue: given } : given;
      return { pattern: patternOf(glob), to: checked(glob, { queue, priority }) };
    });
  }

  destinationOf(task: string): Destination {
    if (this.#rules.length === 0) return this.#default;
    let destination = this.#known.get(task);
    if (destination === undefined) {
      destination = this.#rules.find(({ pattern }) => pattern.test(task))?.to ?? this.#default;
      // Names come from whoever sends; a bound keeps a stream of invented ones from filling the memory.
      if (this.#known.size < 10_000) this.#known.set(task, destination);
    }
    return destination;
  }
}

function patternOf(glob: string): RegExp {
  const literal = glob.replace(/[\\^$.+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`, 's');
}

function checked(glob: string, to: Destination): Destination {
  const known = Number.isInteger(to.priority) && to.priority >= 0 && to.priority <= 9;
  if (to.queue.trim() !== '' && known) return to;
  throw new HeadcountError('BAD_OPTION', `the route of "${glob}" is ${JSON.stringify(to)}`, {
    hint: 'A queue has a name, a priority is 0 to 9.',
  });
}
