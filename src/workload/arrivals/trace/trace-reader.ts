// The entries of a trace file in their order, checked as they are read: a bad line, a task nobody knows and a time
// before the one above are refused with the number of the line.

import { HeadcountError } from '../../../errors/index.ts';
import type { TraceFormat } from '../contract.ts';
import { csvReader } from './csv-lines.ts';
import { readJsonLine } from './jsonl-lines.ts';
import { LineReader } from './line-reader.ts';
import type { ParsedLine } from './trace-entry.ts';

/** An entry with its task looked up. */
export interface ReadEntry {
  readonly sec: number;
  /** Index of the workload's task; -1 where the trace names none. */
  readonly typeIndex: number;
  readonly durationMs: number;
}

export class TraceReader {
  readonly #path: string;
  readonly #lines: LineReader;
  readonly #types: ReadonlyMap<string, number>;
  readonly #format: TraceFormat;
  #parse: ((line: string) => ParsedLine) | undefined;
  #lastSec = -Infinity;

  /** `taskNames`: the workload's tasks. Throws what the file system throws. */
  constructor(path: string, format: TraceFormat, taskNames: readonly string[]) {
    this.#path = path;
    this.#format = format;
    this.#types = new Map(taskNames.map((name, index) => [name, index]));
    this.#lines = new LineReader(path);
    this.#parse = format === 'jsonl' ? readJsonLine : undefined;
  }

  /** The next entry, undefined after the last. Throws BAD_SCENARIO with file and line. Blank lines and # are skipped. */
  next(): ReadEntry | undefined {
    for (;;) {
      const read = this.#lines.next();
      if (read === undefined) return undefined;
      if (read === 'too-long') this.#refuse('the line is longer than 65536 characters');
      // A mark that some programs put before the first character of a file.
      const line = (this.#lines.lineNumber === 1 ? read.line.replace(/^\uFEFF/, '') : read.line).trim();
      if (line === '' || line.startsWith('#')) continue;
      if (this.#parse === undefined) this.#readHeader(line);
      else return this.#checked(this.#parse(line));
    }
  }

  close(): void {
    this.#lines.close();
  }

  #readHeader(line: string): void {
    const reader = csvReader(line);
    if (typeof reader === 'string') this.#refuse(reader);
    this.#parse = reader;
  }

  #checked(parsed: ParsedLine): ReadEntry {
    if (!parsed.ok) this.#refuse(parsed.message);
    const { sec, task, durationMs } = parsed.entry;
    if (sec < this.#lastSec) this.#refuse('the time lies before the one above; expected times in order');
    this.#lastSec = sec;
    const typeIndex = task === '' ? -1 : this.#types.get(task);
    if (typeIndex === undefined)
      this.#refuse(
        `no task is called ${JSON.stringify(task.slice(0, 60))}; expected one of ${this.#known()}`,
      );
    return { sec, typeIndex, durationMs };
  }

  #known(): string {
    return [...this.#types.keys()].slice(0, 20).join(', ');
  }

  #refuse(message: string): never {
    throw new HeadcountError('BAD_SCENARIO', `${this.#path}:${this.#lines.lineNumber}: ${message}`, {
      hint: `A ${this.#format} trace has one task a line, in the order of time: docs/load.md shows the format.`,
    });
  }
}
