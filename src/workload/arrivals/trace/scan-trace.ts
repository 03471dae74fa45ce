// Reads a trace once from end to end before a run: it must not turn out half way through that a line is wrong.

import { extname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { ms, type Milliseconds } from '../../../units/index.ts';
import type { TraceFormat } from '../contract.ts';
import { TraceReader } from './trace-reader.ts';

/** Entries read before others get a turn: Ctrl-C must reach us in the middle of a large file. */
const ENTRIES_A_TURN = 20_000;

const FORMATS: ReadonlyMap<string, TraceFormat> = new Map([
  ['.csv', 'csv'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
]);

/** The format of a trace by the ending of its name; undefined for any other. */
export function traceFormat(path: string): TraceFormat | undefined {
  return FORMATS.get(extname(path).toLowerCase());
}

export interface TraceOutline {
  readonly entries: number;
  /** Of them, those that come sooner than `withinMs` after the first. */
  readonly entriesDue: number;
  /** From the first entry to the last. */
  readonly spanMs: Milliseconds;
  /** Whether some entry does not name its task. */
  readonly drawsTasks: boolean;
}

/** `withinMs`: as recorded; default all. Throws BAD_SCENARIO with file and line for what is wrong in it, and what the file system throws. */
export async function scanTrace(
  path: string,
  format: TraceFormat,
  taskNames: readonly string[],
  withinMs = Infinity,
): Promise<TraceOutline> {
  const reader = new TraceReader(path, format, taskNames);
  try {
    let [entries, entriesDue, firstSec, lastSec, drawsTasks] = [0, 0, 0, 0, false];
    for (let entry = reader.next(); entry !== undefined; entry = reader.next()) {
      if (entries === 0) firstSec = entry.sec;
      lastSec = entry.sec;
      if ((lastSec - firstSec) * 1000 < withinMs) entriesDue++;
      if (entry.typeIndex === -1) drawsTasks = true;
      if (++entries % ENTRIES_A_TURN === 0) await turn();
    }
    return { entries, entriesDue, spanMs: ms((lastSec - firstSec) * 1000), drawsTasks };
  } finally {
    reader.close();
  }
}
