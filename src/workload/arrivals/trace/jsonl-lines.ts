// The JSONL form of a trace: one object a line with the keys time, task and duration; others are passed over.

import { traceEntry, type ParsedLine } from './trace-entry.ts';

const EXPECTED = 'expected an object such as {"time": 12.5, "task": "fetch-page"}';

export function readJsonLine(line: string): ParsedLine {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return { ok: false, message: `the line is not JSON; ${EXPECTED}` };
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return { ok: false, message: `the line is no object; ${EXPECTED}` };
  const own = (key: string): unknown => Object.getOwnPropertyDescriptor(data, key)?.value;
  return traceEntry(own('time'), own('task'), own('duration'));
}
