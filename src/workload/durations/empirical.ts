// Reads observed durations from a file's text: one a line, or a JSON array. A bare number is milliseconds here
// (that is what logs hold); a unit may be written. Blank lines and lines starting with # are skipped.

import { ms, parseDuration, type Milliseconds } from '../../units/index.ts';

/** The most durations a file may hold. */
const MAX_EMPIRICAL_VALUES = 100_000;

interface EmpiricalProblem {
  /** 1-based line of the file; for a JSON array the element counts as the line's owner and `line` is 1. */
  readonly line: number;
  readonly message: string;
}

export type EmpiricalFile =
  | { readonly ok: true; readonly valuesMs: readonly Milliseconds[] }
  | { readonly ok: false; readonly problem: EmpiricalProblem };

/** The durations of a file, in its order, or the first problem in it. */
export function parseEmpirical(text: string): EmpiricalFile {
  const entries = text.trimStart().startsWith('[') ? jsonEntries(text) : lineEntries(text);
  if (entries === undefined) return refuse(1, 'this is not a JSON array; expected [12, "20ms", ...]');
  const valuesMs: Milliseconds[] = [];
  for (const { line, name, raw } of entries) {
    const valueMs = durationOf(raw);
    if (valueMs === undefined)
      return refuse(line, `${name} is ${clip(raw)}; expected a duration: 12.5 (ms) or 12.5ms`);
    if (valuesMs.length === MAX_EMPIRICAL_VALUES)
      return refuse(
        line,
        `more than ${MAX_EMPIRICAL_VALUES} durations; expected a sample of at most that many`,
      );
    valuesMs.push(valueMs);
  }
  return valuesMs.length === 0
    ? refuse(1, 'no durations in this file; expected one a line')
    : { ok: true, valuesMs };
}

interface Entry {
  readonly line: number;
  readonly name: string;
  readonly raw: unknown;
}

function lineEntries(text: string): readonly Entry[] {
  return text
    .split(/\r?\n/)
    .map((raw, index) => ({ line: index + 1, name: 'the line', raw: raw.trim() }))
    .filter(({ raw }) => raw !== '' && !raw.startsWith('#'));
}

function jsonEntries(text: string): readonly Entry[] | undefined {
  try {
    const data: unknown = JSON.parse(text);
    if (!Array.isArray(data)) return undefined;
    return data.map((raw: unknown, index) => ({ line: 1, name: `element ${index}`, raw }));
  } catch {
    return undefined;
  }
}

function durationOf(raw: unknown): Milliseconds | undefined {
  const bare = typeof raw === 'string' && /^(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(raw) ? Number(raw) : raw;
  if (typeof bare === 'number') return Number.isFinite(bare) && bare >= 0 ? ms(bare) : undefined;
  if (typeof bare !== 'string') return undefined;
  const parsed = parseDuration(bare);
  return parsed.ok ? parsed.value : undefined;
}

function clip(raw: unknown): string {
  const text = JSON.stringify(raw) ?? 'nothing';
  return text.length <= 40 ? text : `${text.slice(0, 40)}...`;
}

function refuse(line: number, message: string): EmpiricalFile {
  return { ok: false, problem: { line, message } };
}
