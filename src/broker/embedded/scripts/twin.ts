// What a script is here: a function that does the same to the database and gives the same reply.

import type { Context } from '../command.ts';

export type Twin = (context: Context, keys: readonly string[], args: readonly string[]) => void;

/** A key or argument that the script takes for granted. */
export function at(words: readonly string[], index: number): string {
  return words[index] ?? '';
}
