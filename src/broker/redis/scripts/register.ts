// Shows that a consumer lives. Works on a server at maxmemory too, where a SET of its own is refused: the workers are
// those who make room. A script may go on once it has written something, and the first write here needs no memory.
//
// KEYS  1 liveness key of the consumer, 2 the consumers
// ARGV  1 milliseconds until it counts as dead, 2 consumer id, 3 the list its inbox is fed from
// returns 1

import { defineScript } from './script.ts';

export const REGISTER = defineScript(
  'register',
  `if redis.call('PEXPIRE', KEYS[1], ARGV[1]) == 0 then
  redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return 1
`,
);
