// Moves claimed messages back into their lists, each only if it is still claimed: whoever comes second
// (a reaper, the consumer itself, a Python worker's sweep) does nothing. PERSIST changes nothing; as a write that
// needs no memory it lets the moves through on a server at maxmemory.
//
// KEYS  1 unacked, 2 unacked_index, 3.. the lists, and last, where ARGV[2] says so, the liveness key of whose they are
// ARGV  1 RPUSH (head: next out) or LPUSH (tail: last out), 2 '1': do nothing while the owner lives, else '0';
//       then for each message three: tag, which list (from 1), envelope to push
// returns how many were moved, -1 when the owner lives; an error, with the claim kept, where the list's key holds
//       something else

import { defineScript } from './script.ts';

export const PUT_BACK = defineScript(
  'put-back',
  `if ARGV[2] == '1' and redis.call('EXISTS', KEYS[#KEYS]) == 1 then return -1 end
redis.call('PERSIST', KEYS[2])
local moved = 0
for i = 3, #ARGV, 3 do
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
