// Moves what lies in a consumer's inbox back to the head of the list it came from. PERSIST changes nothing; as a write
// that needs no memory it lets the moves through on a server at maxmemory.
//
// KEYS  1 the inbox, 2 the list
// ARGV  none
// returns how many messages were moved

import { defineScript } from './script.ts';

export const EMPTY_INBOX = defineScript(
  'empty-inbox',
  `redis.call('PERSIST', KEYS[1])
local moved = 0
while redis.call('LMOVE', KEYS[1], KEYS[2], 'RIGHT', 'RIGHT') do moved = moved + 1 end
return moved
`,
);
