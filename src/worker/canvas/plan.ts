// What has to be sent to start a frozen workflow: the tasks that run first, each carrying what comes after it, and the
// chords that must be known before their first member ends.

import type { TaskEmbed } from '../../broker/index.ts';
import { bodyOf, chain, chord, headerOf, tasksOf } from './compose.ts';
import { freeze, type ResultNode } from './freeze.ts';
import { readSignature, readSignatures, textOption, withoutOptions, withOptions } from './signature.ts';
import type { Signature, SignatureOptions } from './signature.ts';

/** One message to be written. */
export interface PlannedTask {
  readonly id: string;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly options: SignatureOptions;
  readonly embed: TaskEmbed;
}

/** A chord about to begin. */
export interface PlannedChord {
  readonly groupId: string;
  /** How many tasks have to end. */
  readonly size: number;
  /** How the values are to be arranged, as Celery writes it; null when they are a plain list. */
  readonly structure: unknown;
}

export interface Plan {
  readonly tasks: readonly PlannedTask[];
  readonly chords: readonly PlannedChord[];
  /** Where the value of the whole will be. */
  readonly result: ResultNode;
}

type Args = readonly unknown[];
type Chain = readonly Signature[];

/** Options of a composed signature that its first tasks do not share. */
const STRUCTURAL: ReadonlySet<string> = new Set([
  ...['task_id', 'group_id', 'group_index', 'chord', 'chain', 'link', 'link_error'],
  ...['root_id', 'parent_id', 'reply_to'],
]);

/**
 * Starts a workflow, frozen or not. `input` goes before the first tasks' own arguments; `rest` runs after the whole, last step first, as Celery
 * keeps the remainder of a chain.
 */
export function planOf(signature: Signature, input: Args, rest: Chain = []): Plan {
  const { signature: frozen, result } = freeze(signature);
  const { tasks, chords } = new Planner().add(frozen, input, rest);
  return { tasks, chords, result };
}

class Planner {
  readonly tasks: PlannedTask[] = [];
  readonly chords: PlannedChord[] = [];

  /** The signature is frozen. */
  add(signature: Signature, input: Args, given: Chain): this {
    this.#addOne(signature, input, given.length > 0 ? given : readSignatures(signature.options['chain']));
    return this;
  }

  #addOne(signature: Signature, input: Args, rest: Chain): void {
    switch (signature.subtask_type) {
      case 'chain':
        return this.#addChain(signature, input, rest);
      case 'group':
        return this.#addGroup(signature, input, rest);
      case 'chord':
        return this.#addChord(signature, input, rest);
      default:
        return this.#addTask(signature, input, rest);
    }
  }

  #addTask(signature: Signature, input: Args, rest: Chain): void {
    const { task: name, kwargs, options } = signature;
    this.tasks.push({
      id: textOption(options, 'task_id') ?? '',
      name,
      args: argsOf(signature, input),
      kwargs,
      options,
      embed: {
        callbacks: listOrNull(readSignatures(options['link'])),
        errbacks: listOrNull(readSignatures(options['link_error'])),
        chain: listOrNull(rest),
        chord: readSignature(options['chord']) ?? null,
      },
    });
  }

  #addChain(signature: Signature, input: Args, rest: Chain): void {
    const [first, ...others] = tasksOf(signature);
    if (first === undefined) return;
    const shared = withOptions(first, sharedOptions(signature));
    this.add(shared, argsOf(signature, input), [...rest, ...others.toReversed()]);
  }

  #addGroup(signature: Signature, input: Args, rest: Chain): void {
    if (rest.length > 0) {
      const body = chain(...rest.toReversed());
      this.add(freeze(chord(signature, body)).signature, input, []);
      return;
    }
    const shared = sharedOptions(signature);
    const args = argsOf(signature, input);
    const groupId = textOption(signature.options, 'task_id');
    for (const member of tasksOf(signature)) {
      this.add(freeze(withOptions(member, shared), { groupId }).signature, args, []);
    }
  }

  // Every member carries the body, so what comes after the body has to be in it by now.
  #addChord(signature: Signature, input: Args, rest: Chain): void {
    const given = bodyOf(signature);
    if (given === undefined) return;
    const body = rest.length === 0 ? given : withOptions(given, { chain: rest });
    const header = freeze(headerOf(signature), { chord: body });
    const members = tasksOf(header.signature);
    if (members.length === 0) {
      this.add(body, [[]], []);
      return;
    }
    this.chords.push({
      groupId: header.result.id,
      size: members.reduce((sum, member) => sum + endingTasks(member), 0),
      structure: structureOf(header.result),
    });
    this.#addGroup(withOptions(header.signature, sharedOptions(signature)), argsOf(signature, input), []);
  }
}

function argsOf({ immutable, args }: Signature, input: Args): Args {
  return immutable || input.length === 0 ? args : [...input, ...args];
}

function sharedOptions({ options }: Signature): SignatureOptions {
  return withoutOptions(options, STRUCTURAL);
}

/** How many tasks tell the chord around it that they have ended. */
function endingTasks(signature: Signature): number {
  switch (signature.subtask_type) {
    case 'group':
      return tasksOf(signature).reduce((sum, member) => sum + endingTasks(member), 0);
    case 'chain': {
      const last = tasksOf(signature).at(-1);
      return last === undefined ? 0 : endingTasks(last);
    }
    case 'chord': {
      const body = bodyOf(signature);
      return body === undefined ? 0 : endingTasks(body);
    }
    default:
      return 1;
  }
}

/** A result as Celery writes it down: `[[id, parent], children]`. */
export function resultTuple(node: ResultNode): unknown {
  return [[node.id, null], node.children?.map(resultTuple) ?? null];
}

function structureOf(header: ResultNode): unknown {
  return header.children?.some((member) => member.children !== null) === true ? resultTuple(header) : null;
}

function listOrNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length > 0 ? list : null;
}
