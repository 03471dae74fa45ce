// What workers answered, for people: one block a node. What a worker says is input: nothing in it can steer the terminal.

import { stringify } from 'yaml';
import { printable } from '../../report/index.ts';
import type { Answers } from '../../worker/index.ts';

/** Node names in order, each with its answer indented below it, or beside it when it is one line. */
export function showAnswers(answers: Answers): string {
  const blocks = [...answers]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([node, reply]) => {
      const lines = replyLines(reply);
      if (lines.length === 1) return `${printable(node)}: ${lines[0] ?? ''}`;
      return [`${printable(node)}:`, ...lines.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
    });
  return `${blocks.join('\n')}\n`;
}

/** One JSON object: node name -> answer. */
export function answersJson(answers: Answers): string {
  return `${JSON.stringify(Object.fromEntries(answers), null, 2)}\n`;
}

/** Whether every node that answered refused. */
export function allRefused(answers: Answers): boolean {
  return [...answers.values()].every((reply) => errorOf(reply) !== undefined);
}

export function errorOf(reply: unknown): string | undefined {
  return isRecord(reply) && typeof reply['error'] === 'string' ? reply['error'] : undefined;
}

function replyLines(reply: unknown): readonly string[] {
  const error = errorOf(reply);
  if (error !== undefined) return [`error: ${printable(error)}`];
  if (reply === null || reply === undefined) return ['ok'];
  if (isRecord(reply) && typeof reply['ok'] === 'string') return textLines(reply['ok']);
  if (isEmpty(reply)) return ['nothing'];
  if (Array.isArray(reply) && reply.every((item) => typeof item === 'string')) return reply.map(printable);
  return textLines(stringify(reply, { lineWidth: 0 }));
}

function textLines(text: string): readonly string[] {
  return text
    .replace(/^\n+|\n+$/g, '')
    .split('\n')
    .map(printable);
}

function isEmpty(reply: unknown): boolean {
  return typeof reply === 'object' && reply !== null && Object.keys(reply).length === 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
