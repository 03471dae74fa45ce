// Drops claims: the messages are done.
//
// KEYS  1 unacked, 2 unacked_index
// ARGV  tags, at most a few thousand
// returns how many of them were still claimed

import { defineScript } from './script.ts';

export const ACK = defineScript(
  'ack',
  `redis.call('ZREM', KEYS[2], unpack(ARGV))
return redis.call('HDEL', KEYS[1], unpack(ARGV))
`,
);
