// The words after `headcount multi VERB`: node names, options of multi itself, and worker options, each for all
// nodes or, written `-c:web 10`, for some. Everything is checked against the worker's own options before anything
// is started.

import { constants } from 'node:os';
import type { Options } from 'yargs';
import { HeadcountError, nearestName } from '../../errors/index.ts';

export type OptionTable = Readonly<Record<string, Options>>;

/** One worker option as it will be passed on; `value` is undefined for a flag. */
export interface GivenOption {
  readonly name: string;
  readonly value: string | undefined;
  /** Which nodes: undefined = all. */
  readonly spec: string | undefined;
}

export interface MultiArguments {
  readonly names: readonly string[];
  readonly own: ReadonlyMap<string, string>;
  readonly options: readonly GivenOption[];
  /** The last signal written as `-QUIT` or `-9`. */
  readonly signal: NodeJS.Signals | undefined;
  /** After `--`: handed to every worker as it is. */
  readonly rest: readonly string[];
}

/** multi's own options: true if a value follows. */
const OWN: ReadonlyMap<string, boolean> = new Map([
  ['prefix', true],
  ['suffix', true],
  ['range-prefix', true],
  ['hostname', true],
  ['quiet', false],
  ['verbose', false],
  ['nosplash', false],
  ['no-color', false],
]);
const OWN_LETTERS: Readonly<Record<string, string>> = { n: 'hostname', q: 'quiet' };

/** What may be sent: those that mean something to a worker, and those that end any process. */
const SIGNALS = [
  'SIGTERM',
  'SIGQUIT',
  'SIGINT',
  'SIGHUP',
  'SIGKILL',
  'SIGABRT',
  'SIGCONT',
  'SIGSTOP',
] as const;

interface Word {
  readonly name: string;
  readonly spec: string | undefined;
  readonly value: string | undefined;
  /** As typed, for people. */
  readonly typed: string;
}

/** Throws USAGE for an unknown option and a missing value. */
export function parseMultiArguments(words: readonly string[], workerOptions: OptionTable): MultiArguments {
  const names: string[] = [];
  const own = new Map<string, string>();
  const options: GivenOption[] = [];
  let signal: NodeJS.Signals | undefined;
  const end = words.indexOf('--');
  const left = end === -1 ? [...words] : words.slice(0, end);
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const asSignal = parseSignal(word);
    if (asSignal !== undefined) {
      signal = asSignal;
    } else if (!word.startsWith('-')) {
      if (word !== '') names.push(word);
    } else {
      const option = parseWord(word, workerOptions);
      const value = option.value ?? (takesValue(option, workerOptions) ? nextValue(option, left) : undefined);
      if (OWN.has(option.name)) own.set(option.name, value ?? '');
      else options.push({ name: option.name, spec: option.spec, value });
    }
  }
  return { names, own, options, signal, rest: end === -1 ? [] : words.slice(end + 1) };
}

/** `-9`, `-QUIT`, `-SIGQUIT`. */
function parseSignal(word: string): NodeJS.Signals | undefined {
  const text = /^-([A-Z]{3,}\d?|\d{1,2})$/.exec(word)?.[1];
  if (text === undefined) return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : undefined;
  const found = SIGNALS.find(
    (name) => name === text || name === `SIG${text}` || constants.signals[name] === number,
  );
  if (found !== undefined) return found;
  throw new HeadcountError('USAGE', `${word} is no signal of this system`);
}

// `--name[:spec][=value]`, `-x[:spec]`, `-xvalue`.
function parseWord(typed: string, workerOptions: OptionTable): Word {
  const long = /^--([\w-]+)(?::([^=]*))?(?:=([\s\S]*))?$/.exec(typed);
  if (long !== null) {
    const [, written = '', spec, value] = long;
    return { name: knownName(written, typed, workerOptions), spec, value, typed };
  }
  const [, letter = '', spec, attached = ''] = /^-(\w)(?::([\s\S]*)|([\s\S]*))?$/.exec(typed) ?? [];
  const name = OWN_LETTERS[letter] ?? byLetter(letter, workerOptions);
  if (name === undefined) throw unknown(typed, workerOptions);
  return { name, spec, value: attached === '' ? undefined : attached.replace(/^=/, ''), typed };
}

function knownName(written: string, typed: string, workerOptions: OptionTable): string {
  if (OWN.has(written) || Object.hasOwn(workerOptions, written)) return written;
  const negated = written.replace(/^no-/, '');
  if (workerOptions[negated]?.type === 'boolean') return written;
  const aliased = Object.entries(workerOptions).find(([, { alias }]) => aliases(alias).includes(written));
  if (aliased !== undefined) return aliased[0];
  throw unknown(typed, workerOptions);
}

function byLetter(letter: string, workerOptions: OptionTable): string | undefined {
  return Object.entries(workerOptions).find(([, { alias }]) => aliases(alias).includes(letter))?.[0];
}

const aliases = (alias: Options['alias']): readonly string[] => (alias === undefined ? [] : [alias].flat());

function takesValue({ name }: Word, workerOptions: OptionTable): boolean {
  return OWN.get(name) ?? (Object.hasOwn(workerOptions, name) && workerOptions[name]?.type !== 'boolean');
}

function nextValue({ typed }: Word, left: string[]): string {
  const value = left.shift();
  if (value !== undefined) return value;
  throw new HeadcountError('USAGE', `${typed} needs a value`);
}

function unknown(typed: string, workerOptions: OptionTable): HeadcountError {
  const near = nearestName(typed.replace(/^--?/, ''), [...OWN.keys(), ...Object.keys(workerOptions)]);
  return new HeadcountError('USAGE', `neither multi nor the worker knows the option ${typed}`, {
    hint: near === undefined ? 'headcount worker --help lists them.' : `Did you mean --${near}?`,
  });
}
