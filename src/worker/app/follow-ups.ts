// What a message asks for after its task: links, error links, the next step of its chain. Its signatures are
// untrusted, so everything but the task's name is checked here; what cannot be done is said, not dropped.

import type { EncodedSignature, TaskEmbed } from '../../broker/index.ts';
import type { FollowUp } from '../pools/contract.ts';

const NONE: readonly never[] = [];

/** After a success: every link and the next chain step, with the value put before their own arguments. */
export function afterSuccess(embed: TaskEmbed, value: unknown): readonly FollowUp[] {
  if (embed.callbacks === null && embed.chain === null && embed.chord === null) return NONE;
  const links = (embed.callbacks ?? NONE).map((link) => followUp(link, value, null));
  const next = embed.chain?.at(-1);
  if (next !== undefined) links.push(followUp(next, value, embed.chain?.slice(0, -1) ?? null));
  return embed.chord === null ? links : [...links, unsupported('chord')];
}

/** After a failure: every error link, with the failed task's id put before its own arguments. */
export function afterFailure(embed: TaskEmbed, taskId: string): readonly FollowUp[] {
  if (embed.errbacks === null && embed.chord === null) return NONE;
  const links = (embed.errbacks ?? NONE).map((link) => followUp(link, taskId, null));
  return embed.chord === null ? links : [...links, unsupported('chord')];
}

function followUp(
  signature: EncodedSignature,
  first: unknown,
  chain: readonly EncodedSignature[] | null,
): FollowUp {
  const type = signature['subtask_type'];
  if (type === 'group' || type === 'chord' || type === 'chain') return unsupported(`${type} as a follow-up`);
  const own: readonly unknown[] = Array.isArray(signature['args']) ? signature['args'] : [];
  const args: readonly unknown[] = signature['immutable'] === true ? own : [first, ...own];
  const kwargs = recordOr(signature['kwargs']);
  return { kind: 'send', task: signature.task, args, kwargs, options: recordOr(signature['options']), chain };
}

function unsupported(what: string): FollowUp {
  return { kind: 'unsupported', what };
}

function recordOr(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
