// Draws the arguments of each message of one task type.

import type { Random } from '../../stats/index.ts';
import type { Arguments, OwnArguments } from './contract.ts';
import { fillList, fillRecord } from './template.ts';

const NONE: Arguments = { args: [], kwargs: {} };

/** The arguments of the message with this sequence number; draws from `random`. */
export type ArgumentDrawer = (seq: number) => Arguments;

export function drawArguments(own: OwnArguments, random: Random): ArgumentDrawer {
  if (own.from === 'file') {
    const { choices } = own;
    return () => choices[random.index(choices.length)] ?? NONE;
  }
  const args = fillList(own.args, random.stream('args'));
  const kwargs = fillRecord(own.kwargs, random.stream('kwargs'));
  return (seq) => ({ args: args(seq), kwargs: kwargs(seq) });
}
