// Claims up to N messages in one step: each leaves its list and enters `unacked` and `unacked_index`.
//
// Goes through on a server at maxmemory: what comes first, RPOP or a PERSIST that changes nothing, needs no memory.
//
// KEYS  1 liveness key of the consumer, 2 its inbox, 3 unacked, 4 unacked_index, 5 malformed items,
//       6.. the lists, first to be served first
// ARGV  1 most messages to claim, 2 number of the first claim, 3 consumer id,
//       4 which list (from 1) feeds the inbox, then for each list two: ending of the tag, ending of the claim
// returns nil when the consumer is not alive (nothing is claimed, the inbox goes back to its list); else a
//       group for each list that gave something: { list (from 1), number of its first claim or -1, message... };
//       an error only when a key is no list and the others gave nothing: what was claimed must be told;
//       -1 marks items that are no JSON objects: set aside, not claimed, as one of them in `unacked`
//       would stop every Python worker that sweeps it.

import { defineScript } from './script.ts';

export const RESERVE = defineScript(
  'reserve',
  `local source = KEYS[5 + tonumber(ARGV[4])]
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('PERSIST', KEYS[2])
  while redis.call('LMOVE', KEYS[2], source, 'RIGHT', 'RIGHT') do end
  return false
end
local now = redis.call('TIME')
local score = now[1] .. string.format('.%06d', now[2])
local left, counter, reply = tonumber(ARGV[1]), tonumber(ARGV[2]), {}

local function is_object(item)
  if item:byte(1) == 123 and item:byte(-1) == 125 then return true end
  return item:find('^%s*{') and item:sub(-64):find('}%s*$')
end

local function set_aside(list, items)
  redis.call('LPUSH', KEYS[5], unpack(items))
  redis.call('LTRIM', KEYS[5], 0, 999)
  reply[#reply + 1] = { list, -1, unpack(items) }
end

local function claim(list, items)
  local tag_ending, claim_ending = ARGV[3 + 2 * list], ARGV[4 + 2 * list]
  local group, fields, scores, odd = { list, counter }, {}, {}, {}
  for i = 1, #items do
    local item = items[i]
    if is_object(item) then
      local n = #scores
      local tag = ARGV[3] .. ':' .. string.format('%d', counter) .. tag_ending
      fields[n + 1], fields[n + 2] = tag, '[' .. item .. claim_ending
      scores[n + 1], scores[n + 2] = score, tag
      counter = counter + 1
      group[#group + 1] = item
    else
      odd[#odd + 1] = item
    end
  end
  if #scores > 0 then
    redis.call('HSET', KEYS[3], unpack(fields))
    redis.call('ZADD', KEYS[4], unpack(scores))
    reply[#reply + 1] = group
  end
  if #odd > 0 then set_aside(list, odd) end
end

local failure
local function take(list, key)
  while left > 0 do
    local items = redis.pcall('RPOP', key, math.min(left, 1000))
    if items and items.err then failure = items end
    if not items or items.err then return end
    left = left - #items
    claim(list, items)
  end
end

take(tonumber(ARGV[4]), KEYS[2])
for i = 6, #KEYS do
  if left == 0 then break end
  take(i - 5, KEYS[i])
end
if failure and #reply == 0 then return failure end
return reply
`,
);
