// Notes that a member of a chord's header has ended, and hands out the whole when it was the last one. A member that
// was run twice counts once, with what it ended with first.
//
// KEYS  1 ended members, 2 what was added to the size, 3 the size, 4 the structure of the result
// ARGV  1 score of the member, 2 the member, 3 seconds to keep the account; 0 = for ever, 4 the task's id as JSON
// returns nil while members are missing, or nobody knows of how many; else the structure (or nil), then the members

import { defineScript } from './script.ts';

export const CHORD_PART = defineScript(
  'chord-part',
  `local function is_noted()
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[1])) do
    local _, ending = member:find('^%[%s*1%s*,%s*')
    if ending and member:sub(ending + 1, ending + #ARGV[4]) == ARGV[4] then return true end
  end
  return false
end
if not is_noted() then redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2]) end
if tonumber(ARGV[3]) > 0 then
  for i = 1, 3 do redis.call('EXPIRE', KEYS[i], ARGV[3]) end
end
local size = redis.call('GET', KEYS[3])
if not size then return false end
local added = redis.call('GET', KEYS[2]) or 0
if redis.call('ZCARD', KEYS[1]) ~= tonumber(size) + tonumber(added) then return false end
local reply = redis.call('ZRANGE', KEYS[1], 0, -1)
table.insert(reply, 1, redis.call('GET', KEYS[4]))
return reply
`,
);
