// The CSV form of a trace: a header that names the columns (time, task, duration; others are passed over), then a
// line for each task. Values may be quoted; a quoted value may not go over the end of its line.

import { traceEntry, type ParsedLine } from './trace-entry.ts';

const COLUMNS = ['time', 'task', 'duration'] as const;

/** A function that reads the lines after the header, or what is wrong with the header. */
export function csvReader(header: string): ((line: string) => ParsedLine) | string {
  const names = cells(header).map((name) => name.toLowerCase());
  const [time = -1, task = -1, duration = -1] = COLUMNS.map((name) => names.indexOf(name));
  if (time === -1) return 'no column is called time; expected a header such as time,task,duration';
  const cell = (values: readonly string[], at: number): string | undefined =>
    at < 0 ? undefined : values[at];
  return (line) => {
    const values = cells(line);
    if (values.length > names.length)
      return {
        ok: false,
        message: `${values.length} values; expected at most ${names.length}, as the header`,
      };
    return traceEntry(cell(values, time), cell(values, task), cell(values, duration));
  };
}

function cells(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',').map((value) => value.trim());
  // A comma inside quotes belongs to the value; a doubled quote is a quote.
  const quotedOrPlain = /\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(,|$)/gy;
  const values: string[] = [];
  for (const match of line.matchAll(quotedOrPlain)) {
    values.push(match[1]?.replaceAll('""', '"') ?? (match[2] ?? '').trim());
    if (match[3] === '') break;
  }
  return values;
}
