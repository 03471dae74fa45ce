// What a task hands back has to travel as JSON, to the result backend and to other tasks: what cannot makes it fail.

import { unserializable } from '../app/failure.ts';
import type { Outcome } from './contract.ts';

/** Characters of JSON. A larger value belongs in a store of its own; with it in Redis every reader would suffer. */
const LONGEST = 64 * 1024 * 1024;

/** As JSON text. Throws what JSON.stringify throws, and RangeError for a text that is too long. */
export function sendableText(value: unknown): string {
  const text = JSON.stringify(value);
  checkLength(text.length);
  return text;
}

/** The outcome itself, or a failure if it cannot be sent. Short text and numbers cost nothing. */
export function sendable(outcome: Outcome): Outcome {
  try {
    if (outcome.kind === 'success' && !isSendable(outcome.value)) return { ...outcome, value: null };
    if (outcome.kind === 'retry') sendableText([outcome.args, outcome.kwargs]);
    return outcome;
  } catch (error) {
    return { kind: 'failure', failure: unserializable(error) };
  }
}

/** False for what JSON has no word for, such as a function. */
function isSendable(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      checkLength(value.length);
      return true;
    case 'undefined':
    case 'number':
    case 'boolean':
      return true;
    default: {
      const text: string | undefined = JSON.stringify(value);
      checkLength(text?.length ?? 0);
      return text !== undefined;
    }
  }
}

function checkLength(length: number): void {
  if (length > LONGEST) throw new RangeError(`${length} characters of JSON are more than ${LONGEST}`);
}
