// The shape of one remote control command: its name, what it takes, what it does. Arguments are input and checked
// against a schema; what is wrong with them is said as Python would, because Python clients show it.

import type * as z from 'zod';
import { reprValue } from '../../broker/index.ts';
import { describeError, HeadcountError } from '../../errors/index.ts';
import type { Panel } from './panel.ts';

/** What a command that must not be answered returns. */
export const NO_REPLY: unique symbol = Symbol('no reply');

export type RawArguments = Readonly<Record<string, unknown>>;

export interface Command {
  readonly name: string;
  /** Celery's older name for it. */
  readonly alias: string | undefined;
  /** Throws CommandError for arguments that do not fit. What it returns is JSON, or NO_REPLY. */
  run(panel: Panel, args: RawArguments): unknown;
}

export interface CommandDefinition<S extends z.ZodObject> {
  readonly name: string;
  readonly alias?: string;
  /** `z.strictObject` where Celery's command takes nothing else. */
  readonly arguments: S;
  readonly run: (panel: Panel, args: z.output<S>) => unknown;
}

/** An exception, as a Python worker would have raised it. */
export class CommandError extends Error {
  /** The exception's class: `KeyError`. */
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export function defineCommand<S extends z.ZodObject>(definition: CommandDefinition<S>): Command {
  const { name } = definition;
  return {
    name,
    alias: definition.alias,
    run: (panel, raw) => {
      const parsed = definition.arguments.safeParse(raw);
      if (!parsed.success) throw new CommandError('TypeError', misfit(name, parsed.error.issues, raw));
      return definition.run(panel, parsed.data);
    },
  };
}

/** The text of an error reply: `KeyError('nosuch')`. */
export function reprError(error: unknown): string {
  if (error instanceof CommandError) return `${error.type}(${reprValue(error.message)})`;
  const type = error instanceof HeadcountError ? 'ValueError' : 'RuntimeError';
  return `${type}(${reprValue(describeError(error))})`;
}

function misfit(name: string, issues: readonly z.core.$ZodIssue[], raw: RawArguments): string {
  const missing = issues
    .map((issue) => String(issue.path[0] ?? ''))
    .filter((field) => field !== '' && raw[field] === undefined);
  if (missing.length > 0) {
    const quoted = missing.map((field) => `'${field}'`).join(' and ');
    const noun = missing.length === 1 ? 'argument' : 'arguments';
    return `${name}() missing ${missing.length} required positional ${noun}: ${quoted}`;
  }
  const first = issues[0];
  if (first?.code === 'unrecognized_keys') {
    return `${name}() got an unexpected keyword argument '${first.keys[0] ?? ''}'`;
  }
  return `${name}(): ${first?.path.join('.') ?? 'arguments'}: ${first?.message ?? 'do not fit'}`;
}
