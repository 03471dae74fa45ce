// Counts what the runner reports, file by file, and says at the end what was not covered.

import type { EventData } from 'node:test';

export interface Skipped {
  readonly name: string;
  readonly file: string;
  readonly reason: string;
}

export class Tally {
  passed = 0;
  failed = 0;
  readonly skipped: Skipped[] = [];
  /** One sentence for each file that could not be run to its end. */
  readonly brokenFiles: string[] = [];
  readonly #underWay = new Map<string, Set<string>>();

  started(event: { readonly name: string; readonly file?: string }): void {
    if (event.file === undefined || isFileItself(event)) return;
    const names = this.#underWay.get(event.file) ?? new Set();
    this.#underWay.set(event.file, names.add(event.name));
  }

  completed(event: { readonly name: string; readonly file?: string }): void {
    if (event.file !== undefined) this.#underWay.get(event.file)?.delete(event.name);
  }

  pass(event: EventData.TestPass): void {
    const reason = skipReason(event);
    if (reason !== undefined) this.skipped.push({ name: event.name, file: event.file ?? '', reason });
    else if (event.details.type === 'suite') return;
    else if (isFileItself(event)) this.#broken(`${event.name} holds no test`);
    else this.passed++;
  }

  fail(event: EventData.TestFail): void {
    const type = failureType(event);
    if (isFileItself(event)) this.#broken(this.#whyFileFailed(event, type));
    // A suite fails with its tests, which are counted already.
    else if (event.details.type !== 'suite' || type !== 'subtestsFailed') this.failed++;
  }

  get ok(): boolean {
    return this.failed === 0 && this.passed > 0;
  }

  /** "12 passed, 0 failed", with ", 3 skipped" if any were. */
  get closingLine(): string {
    const skipped = this.skipped.length === 0 ? '' : `, ${this.skipped.length} skipped`;
    return `${this.passed} passed, ${this.failed} failed${skipped}`;
  }

  #broken(sentence: string): void {
    this.failed++;
    this.brokenFiles.push(sentence);
  }

  #whyFileFailed(event: EventData.TestFail, type: string): string {
    const { message } = event.details.error;
    // Reported by the leak check, which names the file itself.
    if (type === 'hookFailed') return message;
    if (type !== 'testTimeoutFailure') return `${event.name}: ${message}`;
    const names = [...(this.#underWay.get(event.file ?? '') ?? [])].map((name) => `"${name}"`);
    const where = names.length === 0 ? 'after its last test' : `in ${names.join(', ')}`;
    return `${event.name} did not finish in time; it was stopped ${where}`;
  }
}

// A file that fails on its own account, or holds no test, is reported as a test named by its path.
function isFileItself(event: { readonly name: string; readonly file?: string }): boolean {
  return event.file !== undefined && event.file === event.name;
}

function skipReason(event: EventData.TestPass): string | undefined {
  const mark = event.skip ?? event.todo;
  if (mark === undefined || mark === false) return undefined;
  return typeof mark === 'string' && mark !== '' ? mark : 'no reason given';
}

function failureType(event: EventData.TestFail): string {
  const error: unknown = event.details.error;
  return error instanceof Error && 'failureType' in error ? String(error.failureType) : '';
}
