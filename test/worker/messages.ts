// Message bodies as senders write them.

import { EMPTY_EMBED, type EncodedBody, type TaskEmbed } from '../../src/broker/index.ts';

export function encodeBody(
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>> = {},
  embed: TaskEmbed = EMPTY_EMBED,
): EncodedBody {
  return { text: Buffer.from(JSON.stringify([args, kwargs, embed])).toString('base64'), encoding: 'base64' };
}
