// One line of a trace: when, which task, how long.

import { parseDuration } from '../../../units/index.ts';

export interface TraceEntry {
  /** Seconds, from wherever the trace counts. */
  readonly sec: number;
  /** Empty where the line names none. */
  readonly task: string;
  /** NaN where the line says none. */
  readonly durationMs: number;
}

/** What a line says, or what is wrong with it and what was expected. */
export type ParsedLine =
  { readonly ok: true; readonly entry: TraceEntry } | { readonly ok: false; readonly message: string };

const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
/** A date and a time; Date.parse alone takes almost anything for a date. */
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** From the values of a line as text or as JSON gave them; undefined or empty = not given. */
export function traceEntry(time: unknown, task: unknown, duration: unknown): ParsedLine {
  const sec = seconds(time);
  if (sec === undefined)
    return refusal('time', time, 'seconds such as 12.5, or a time such as 2026-01-31T09:00:00Z');
  if (!isAbsent(task) && typeof task !== 'string') return refusal('task', task, 'the name of a task');
  const durationMs = isAbsent(duration) ? Number.NaN : milliseconds(duration);
  if (durationMs === undefined)
    return refusal('duration', duration, 'a duration such as 20ms, or a number of milliseconds');
  return { ok: true, entry: { sec, task: isAbsent(task) ? '' : task, durationMs } };
}

function seconds(time: unknown): number | undefined {
  if (typeof time === 'number') return Number.isFinite(time) ? time : undefined;
  if (typeof time !== 'string') return undefined;
  if (NUMBER.test(time)) return Number(time);
  const epochMs = ISO.test(time) ? Date.parse(utcUnlessSaid(time.replace(',', '.'))) : Number.NaN;
  return Number.isNaN(epochMs) ? undefined : epochMs / 1000;
}

// Without a zone Date.parse takes local time: the same file would then be another one in another country, and
// unsorted when clocks are put back.
function utcUnlessSaid(time: string): string {
  const iso = time.replace(' ', 'T').toUpperCase();
  return /T/.test(iso) && !/(Z|[+-]\d{2}:?\d{2})$/.test(iso) ? `${iso}Z` : iso;
}

function milliseconds(duration: unknown): number | undefined {
  const bare = typeof duration === 'string' && NUMBER.test(duration) ? Number(duration) : duration;
  if (typeof bare === 'number') return Number.isFinite(bare) && bare >= 0 ? bare : undefined;
  if (typeof bare !== 'string') return undefined;
  const parsed = parseDuration(bare);
  return parsed.ok ? parsed.value : undefined;
}

function isAbsent(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

function refusal(key: string, value: unknown, expected: string): ParsedLine {
  const text = JSON.stringify(value) ?? 'missing';
  const shown = text.length <= 60 ? text : `${text.slice(0, 60)}...`;
  return { ok: false, message: `${key} is ${shown}; expected ${expected}` };
}
