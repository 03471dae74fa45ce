// The SCAN family. Everything that matches is answered at once, with the cursor that says "done": COUNT is a hint
// that a server may ignore, and an element that is there all the time is answered exactly once.

import type { Arguments } from '../arguments.ts';
import { globTest } from '../glob.ts';
import { refuse, syntaxError } from '../refusal.ts';
import type { ReplyWriter } from '../reply-writer.ts';

export interface ScanOptions {
  readonly matches: (name: string) => boolean;
  readonly type: string | undefined;
}

/** `cursorAt`: where the cursor stands in the command. */
export function scanOptions(args: Arguments, cursorAt: number): ScanOptions {
  if (!/^\d{1,20}$/.test(args.text(cursorAt))) refuse('ERR invalid cursor');
  let pattern = '*';
  let type: string | undefined;
  for (let i = cursorAt + 1; i < args.count; i += 2) {
    if (i + 1 >= args.count) syntaxError();
    const option = args.option(i);
    if (option === 'MATCH') pattern = args.text(i + 1);
    else if (option === 'TYPE' && cursorAt === 1) type = args.text(i + 1).toLowerCase();
    else if (option !== 'COUNT') syntaxError();
    else if (args.integer(i + 1) < 1) syntaxError();
  }
  return { matches: globTest(pattern), type };
}

export function replyScan(reply: ReplyWriter, found: readonly string[]): void {
  reply.array(2);
  reply.bulk('0');
  reply.bulks(found);
}
