// Counts waiting and claimed messages of queues at one instant. Claims are counted by the queue in their
// tag; a Python worker's claim is looked up. Cost: linear in the number of claims of the database.
//
// KEYS  1 unacked, 2 unacked_index, then four lists for each queue, by priority step
// ARGV  for each queue two: its name, the ending of its name in a claim: "name"]
// returns for each queue two: waiting, claimed

import { defineScript } from './script.ts';

export const DEPTH = defineScript(
  'depth',
  `local reply, place = {}, {}
for i = 1, #ARGV, 2 do
  local queue = (i - 1) / 2
  local waiting = 0
  for j = 3 + 4 * queue, 6 + 4 * queue do waiting = waiting + redis.call('LLEN', KEYS[j]) end
  reply[i], reply[i + 1] = waiting, 0
  place[ARGV[i]] = i
end
local function place_of_foreign(tag)
  local claim = redis.call('HGET', KEYS[1], tag)
  for i = 1, #ARGV, 2 do
    if claim and claim:sub(-#ARGV[i + 1]) == ARGV[i + 1] then return i end
  end
end
for _, tag in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  local name = tag:match('^[^:]+:%d+:[0369]:(.*)$')
  local i
  if name then i = place[name] else i = place_of_foreign(tag) end
  if i then reply[i + 1] = reply[i + 1] + 1 end
end
return reply
`,
);
