// Counts the messages of one page of a queue whose task id has a given shape: the server looks through them, so that
// none of them travels. Cost: linear in the page.
//
// KEYS  1 the list
// ARGV  1 place of the first message, 2 place of the last, 3 shape of the id
// returns how many messages the page had, how many of them have such an id

import { defineScript } from './script.ts';
import { hasId } from './with-id.ts';

export const WAITING_WITH_ID = defineScript(
  'waiting-with-id',
  `${hasId('ARGV[3]')}local page = redis.call('LRANGE', KEYS[1], ARGV[1], ARGV[2])
local found = 0
for _, message in ipairs(page) do
  if has_id(message) then found = found + 1 end
end
return { #page, found }
`,
);
