// The shape of one sub-command. Options are declared once; yargs parses them, the help lists them, and `run`
// gets them typed. A command answers its exit code or throws a HeadcountError; it never exits by itself.

import type { CommandModule, InferredOptionTypes, Options, PositionalOptions } from 'yargs';
import type { ExitCode } from '../errors/index.ts';
import type { Host } from './host.ts';

type OptionTable = Readonly<Record<string, Options>>;
type PositionalTable = Readonly<Record<string, PositionalOptions>>;

export interface CommandDefinition<O extends OptionTable, P extends PositionalTable> {
  /** As yargs spells it: 'plan [run]'. */
  readonly command: string;
  readonly describe: string;
  readonly positionals: P;
  readonly options: O;
  /** Command lines that work, each with what it does. */
  readonly examples: readonly (readonly [string, string])[];
  run(args: InferredOptionTypes<O> & InferredOptionTypes<P>, host: Host): Promise<ExitCode>;
}

/** What main.ts registers. */
export type Command = (host: Host, finish: (code: ExitCode) => void) => CommandModule;

export function defineCommand<const O extends OptionTable, const P extends PositionalTable>(
  definition: CommandDefinition<O, P>,
): Command {
  return (host, finish) => ({
    command: definition.command,
    describe: definition.describe,
    builder: (yargs) => {
      for (const [name, positional] of Object.entries(definition.positionals)) {
        yargs.positional(name, positional);
      }
      return yargs
        .options(definition.options)
        .example(definition.examples.map(([line, effect]) => [line, effect] as [string, string]));
    },
    handler: async (args) => {
      // yargs has validated and coerced against the same tables that type the parameter.
      finish(await definition.run(args as unknown as InferredOptionTypes<O> & InferredOptionTypes<P>, host));
    },
  });
}
