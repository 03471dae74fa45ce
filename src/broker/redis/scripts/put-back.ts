// Moves claimed messages back into their lists, each only if it is still claimed: whoever comes second
// (a reaper, the consumer itself, a Python worker's sweep) does nothing.
//
// KEYS  1 unacked, 2 unacked_index, 3.. the lists
// ARGV  1 RPUSH (head: next out) or LPUSH (tail: last out), then for each message three:
//       tag, which list (from 1), envelope to push
// returns how many were moved; an error, with the claim kept, where the list's key holds something else

import { defineScript } from './script.ts';

export const PUT_BACK = defineScript(
  'put-back',
  `local moved = 0
for i = 2, #ARGV, 3 do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1 then
    redis.call(ARGV[1], KEYS[2 + tonumber(ARGV[i + 1])], ARGV[i + 2])
    redis.call('HDEL', KEYS[1], ARGV[i])
    moved = moved + 1
  end
  redis.call('ZREM', KEYS[2], ARGV[i])
end
return moved
`,
);
