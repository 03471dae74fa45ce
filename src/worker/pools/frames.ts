// What the worker and its slots say to each other, as JSON text: one frame a message. Both ends check what
// they read, so a task that writes into the pipe is noticed and not believed.

import type { FollowUp, Job, Outcome } from './contract.ts';
import { parseFailure, parseFollowUps } from './outcome-frames.ts';

/** Worker to slot. */
export type Order =
  | { readonly kind: 'hello'; readonly setup: SlotSetup }
  | { readonly kind: 'run'; readonly job: Job }
  | { readonly kind: 'abort' };

/** Slot to worker. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'ended'; readonly outcome: Outcome };

/** What a slot needs before its first job. */
export interface SlotSetup {
  /** URL of the application module. */
  readonly module: string;
  /** Where the application's own messages go. */
  readonly broker: string;
  readonly resultBackend: string;
}

export function encodeOrder(order: Order): string {
  switch (order.kind) {
    case 'hello':
      return JSON.stringify(['hello', order.setup.module, order.setup.broker, order.setup.resultBackend]);
    case 'run': {
      const { id, name, retries, body, wantsResult } = order.job;
      return JSON.stringify(['run', id, name, retries, body.text, body.encoding, wantsResult]);
    }
    case 'abort':
      return '["abort"]';
  }
}

/** undefined when the text is no order. */
export function decodeOrder(text: string): Order | undefined {
  const parts = parseList(text);
  switch (parts?.[0]) {
    case 'hello': {
      const [, module, broker, resultBackend] = parts;
      if (typeof module !== 'string' || typeof broker !== 'string' || typeof resultBackend !== 'string')
        break;
      return { kind: 'hello', setup: { module, broker, resultBackend } };
    }
    case 'run':
      return decodeRun(parts);
    case 'abort':
      return { kind: 'abort' };
  }
  return undefined;
}

function decodeRun(parts: readonly unknown[]): Order | undefined {
  const [, id, name, retries, text, encoding, wantsResult] = parts;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof retries !== 'number') return undefined;
  if (typeof text !== 'string' || typeof wantsResult !== 'boolean') return undefined;
  if (encoding !== 'base64' && encoding !== 'none') return undefined;
  return { kind: 'run', job: { id, name, retries, body: { text, encoding }, wantsResult } };
}

const DONE_WITHOUT_VALUE = '["done"]';
const NONE: readonly FollowUp[] = [];
const ENDED_WITHOUT_VALUE: Report = {
  kind: 'ended',
  outcome: { kind: 'success', value: undefined, followUps: NONE },
};

/** Throws what JSON.stringify throws when the task's value is not JSON. */
export function encodeReport(report: Report): string {
  switch (report.kind) {
    case 'ready':
      return '["ready"]';
    case 'refused':
      return JSON.stringify(['refused', report.reason]);
    case 'ended':
      return encodeOutcome(report.outcome);
  }
}

function encodeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'success':
      if (outcome.value === undefined && outcome.followUps.length === 0) return DONE_WITHOUT_VALUE;
      return JSON.stringify(['done', outcome.value ?? null, outcome.followUps]);
    case 'failure':
      return JSON.stringify(['failed', outcome.failure, outcome.followUps]);
    case 'malformed':
      return JSON.stringify(['malformed', outcome.reason]);
  }
}

/** undefined when the text is no report. */
export function decodeReport(text: string): Report | undefined {
  if (text === DONE_WITHOUT_VALUE) return ENDED_WITHOUT_VALUE;
  const parts = parseList(text);
  switch (parts?.[0]) {
    case 'ready':
      return { kind: 'ready' };
    case 'refused':
      return { kind: 'refused', reason: String(parts[1]) };
    case 'malformed':
      return { kind: 'ended', outcome: { kind: 'malformed', reason: String(parts[1]) } };
    case 'done': {
      const followUps = parseFollowUps(parts[2]);
      if (followUps === undefined) return undefined;
      return { kind: 'ended', outcome: { kind: 'success', value: parts[1], followUps } };
    }
    case 'failed': {
      const failure = parseFailure(parts[1]);
      const followUps = parseFollowUps(parts[2]);
      if (failure === undefined || followUps === undefined) return undefined;
      return { kind: 'ended', outcome: { kind: 'failure', failure, followUps } };
    }
  }
  return undefined;
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
