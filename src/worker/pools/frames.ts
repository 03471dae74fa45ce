// What the worker and its slots say to each other, as JSON text: one frame a message. Both ends check what
// they read, so a task that writes into the pipe is noticed and not believed.

import type { Job, Outcome } from './contract.ts';
import { decodeInterruption, encodeInterruption, type Interruption } from './interruption.ts';
import { decodeEnded, DONE_WITHOUT_VALUE, encodeEnded } from './outcome-frames.ts';

/** Worker to slot. */
export type Order =
  | { readonly kind: 'hello'; readonly setup: SlotSetup }
  | { readonly kind: 'run'; readonly job: Job }
  /** As `run`, but it must be claimed before it starts. */
  | { readonly kind: 'ahead'; readonly job: Job }
  /** For the job that has this id, if it still runs. */
  | { readonly kind: 'abort'; readonly id: string; readonly why: Interruption };

/** Slot to worker. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'ended';
      readonly outcome: Outcome;
      /** How long it took in the slot, microseconds. */
      readonly micros: number;
      /** The slot needs more memory than it may: it wants to be replaced. */
      readonly full: boolean;
    };

/** What a slot needs before its first job. */
export interface SlotSetup {
  /** URL of the application module. */
  readonly module: string;
  /** Where the application's own messages go. */
  readonly broker: string;
  readonly resultBackend: string;
  /** Memory after a task at which the slot asks to be replaced; undefined = none. */
  readonly memoryLimitBytes?: number | undefined;
}

export function encodeOrder(order: Order): string {
  switch (order.kind) {
    case 'hello': {
      const { module, broker, resultBackend, memoryLimitBytes } = order.setup;
      return JSON.stringify(['hello', module, broker, resultBackend, memoryLimitBytes ?? null]);
    }
    case 'run':
    case 'ahead': {
      const { id, name, retries, body, wantsResult } = order.job;
      return JSON.stringify([order.kind, id, name, retries, body.text, body.encoding, wantsResult]);
    }
    case 'abort':
      return JSON.stringify(['abort', order.id, ...encodeInterruption(order.why)]);
  }
}

/** undefined when the text is no order. */
export function decodeOrder(text: string): Order | undefined {
  const parts = parseList(text);
  switch (parts?.[0]) {
    case 'hello': {
      const [, module, broker, resultBackend, memoryLimit] = parts;
      if (typeof module !== 'string' || typeof broker !== 'string' || typeof resultBackend !== 'string')
        break;
      const memoryLimitBytes = typeof memoryLimit === 'number' ? memoryLimit : undefined;
      return { kind: 'hello', setup: { module, broker, resultBackend, memoryLimitBytes } };
    }
    case 'run':
    case 'ahead':
      return decodeRun(parts[0], parts);
    case 'abort': {
      const why = decodeInterruption(parts[2], parts[3]);
      if (typeof parts[1] !== 'string' || why === undefined) break;
      return { kind: 'abort', id: parts[1], why };
    }
  }
  return undefined;
}

function decodeRun(kind: 'run' | 'ahead', parts: readonly unknown[]): Order | undefined {
  const [, id, name, retries, text, encoding, wantsResult] = parts;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof retries !== 'number') return undefined;
  if (typeof text !== 'string' || typeof wantsResult !== 'boolean') return undefined;
  if (encoding !== 'base64' && encoding !== 'none') return undefined;
  return { kind, job: { id, name, retries, body: { text, encoding }, wantsResult } };
}

/** Throws what JSON.stringify throws when the task's value is not JSON. */
export function encodeReport(report: Report): string {
  switch (report.kind) {
    case 'ready':
      return '["ready"]';
    case 'refused':
      return JSON.stringify(['refused', report.reason]);
    case 'ended':
      return `${report.micros}${report.full ? FULL : ''}${encodeEnded(report.outcome)}`;
  }
}

const FULL = '!';
const DONE: Outcome = { kind: 'success', value: undefined, hasFollowUps: false };

/** undefined when the text is no report. */
export function decodeReport(text: string): Report | undefined {
  const start = text.indexOf('[');
  if (start > 0) return decodeEndedReport(text, start);
  const parts = parseList(text);
  switch (parts?.[0]) {
    case 'ready':
      return { kind: 'ready' };
    case 'refused':
      return { kind: 'refused', reason: String(parts[1]) };
  }
  return undefined;
}

// Microseconds, perhaps the mark of a full slot, then the outcome.
function decodeEndedReport(text: string, start: number): Report | undefined {
  const full = text[start - 1] === FULL;
  const micros = Number(text.slice(0, full ? start - 1 : start));
  if (!Number.isSafeInteger(micros) || micros < 0) return undefined;
  const outcome = decodeOutcome(text.slice(start));
  return outcome === undefined ? undefined : { kind: 'ended', outcome, micros, full };
}

function decodeOutcome(text: string): Outcome | undefined {
  if (text === DONE_WITHOUT_VALUE) return DONE;
  const parts = parseList(text);
  return parts === undefined ? undefined : decodeEnded(parts);
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
