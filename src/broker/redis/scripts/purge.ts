// Deletes lists and says how much was in them, in one step.
//
// KEYS  the lists
// ARGV  none
// returns how many messages there were

import { defineScript } from './script.ts';

export const PURGE = defineScript(
  'purge',
  `local waiting = 0
for i = 1, #KEYS do waiting = waiting + redis.call('LLEN', KEYS[i]) end
redis.call('DEL', unpack(KEYS))
return waiting
`,
);
