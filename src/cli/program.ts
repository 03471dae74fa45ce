// Parses the command line, runs one command and answers its exit code. Errors become words for people here.

import yargs from 'yargs';
import { EXIT, HeadcountError, toError, type ExitCode } from '../errors/index.ts';
import type { Command } from './command.ts';
import type { Host } from './host.ts';
import { reportError } from './report-error.ts';

export interface Program {
  readonly commands: readonly Command[];
  readonly version: string;
}

/** Never throws; the caller sets the exit code. */
export async function runProgram(program: Program, host: Host): Promise<ExitCode> {
  try {
    return await parseAndRun(program, host);
  } catch (thrown) {
    return reportError(toError(thrown), host);
  }
}

async function parseAndRun(program: Program, host: Host): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  let shown = '';
  const modules = program.commands.map((command) => command(host, (answer) => (code = answer)));
  const names = modules.map((module) => String(module.command).split(' ', 1)[0] ?? '');
  const parser = yargs([...host.args])
    .scriptName('headcount')
    .usage('headcount COMMAND\n\nHow many workers do you need? Measured, not guessed.')
    .version(program.version)
    .help()
    .strict()
    .recommendCommands()
    .demandCommand(1, 'Name a command.')
    .wrap(Math.min(100, host.stdout.columns))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? usageError(message, host.args[0], names);
    });
  for (const module of modules) parser.command(module);
  // With a callback yargs hands over what it would print (help, version) instead of printing it.
  await parser.parseAsync([...host.args], {}, (_error, _argv, text) => {
    shown = text;
  });
  if (shown !== '') host.stdout.write(`${shown}\n`);
  return code;
}

function usageError(message: string, typed: string | undefined, names: readonly string[]): HeadcountError {
  const line =
    typed !== undefined && names.includes(typed) ? `headcount ${typed} --help` : 'headcount --help';
  // yargs' own sentence for a missing positional speaks of non-option arguments.
  const text = message.startsWith('Not enough non-option') ? 'An argument is missing.' : message;
  return new HeadcountError('USAGE', text, { hint: `${line} says what is possible.` });
}
