// A signature: a task to be sent later, or a chain, group or chord of them, in the form Celery writes into messages.
// What arrives in a message is untrusted; `readSignature` makes the fields that we look at what they should be.

import type { EncodedSignature } from '../../broker/index.ts';

export type SignatureOptions = Readonly<Record<string, unknown>>;

/** The field names are Celery's, since this is what travels. */
export interface Signature extends EncodedSignature {
  /** The registered task name; `celery.chain`, `celery.group` or `celery.chord` for the composed ones. */
  readonly task: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** `task_id`, `queue`, `countdown`, `link` ... as Celery spells them. */
  readonly options: SignatureOptions;
  readonly subtask_type: string | null;
  /** True: it does not take the value of the task before it. */
  readonly immutable: boolean;
}

/** undefined when the value names no task. */
export function readSignature(value: unknown): Signature | undefined {
  if (!isRecord(value) || typeof value['task'] !== 'string') return undefined;
  const args: unknown = value['args'];
  return {
    task: value['task'],
    args: isList(args) ? args : [],
    kwargs: recordOr(value['kwargs']),
    options: recordOr(value['options']),
    subtask_type: typeof value['subtask_type'] === 'string' ? value['subtask_type'] : null,
    immutable: value['immutable'] === true,
  };
}

/** A list of signatures, or a single one; whatever is none is left out. */
export function readSignatures(value: unknown): readonly Signature[] {
  const list: readonly unknown[] = isList(value) ? value : [value];
  return list.map(readSignature).filter((one) => one !== undefined);
}

/** The same with some options set; undefined ones stay as they are. */
export function withOptions(signature: Signature, options: SignatureOptions): Signature {
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  if (set.length === 0) return signature;
  return { ...signature, options: { ...signature.options, ...Object.fromEntries(set) } };
}

export function withoutOptions(options: SignatureOptions, names: ReadonlySet<string>): SignatureOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.has(name)));
}

export function textOption(options: SignatureOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberOption(options: SignatureOptions, name: string): number | undefined {
  const value = options[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordOr(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
