// Reads a file of arguments: one message's a line, as JSON. A list is its args, an object its kwargs.

import type { Arguments } from './contract.ts';

export type ParsedArguments =
  | { readonly ok: true; readonly choices: readonly Arguments[] }
  | { readonly ok: false; readonly line: number; readonly problem: string };

/** Empty lines are passed over. */
export function parseArguments(text: string): ParsedArguments {
  const choices: Arguments[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = parseLine(line);
    if (typeof parsed === 'string') return { ok: false, line: index + 1, problem: parsed };
    choices.push(parsed);
  }
  return choices.length > 0 ? { ok: true, choices } : { ok: false, line: 1, problem: 'the file has no line' };
}

function parseLine(line: string): Arguments | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'this is not JSON; each line must be a list (args) or an object (kwargs)';
  }
  if (Array.isArray(value)) return { args: value, kwargs: {} };
  if (typeof value !== 'object' || value === null) return 'neither a list (args) nor an object (kwargs)';
  return { args: [], kwargs: Object.fromEntries(Object.entries(value)) };
}
