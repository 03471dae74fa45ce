// Finds the claims among some of the database's whose task id has a given shape: the server looks through them, so that
// only the tags of those travel. Cost: linear in the page.
//
// KEYS  1 unacked
// ARGV  1 cursor, 2 about how many claims to look at, 3 shape of the id
// returns the next cursor ("0": all were looked at), then the tags; a claim may come twice while the table grows

import { defineScript } from './script.ts';
import { hasId } from './with-id.ts';

export const CLAIMS_WITH_ID = defineScript(
  'claims-with-id',
  `${hasId('ARGV[3]')}local page = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
local reply = { page[1] }
for i = 1, #page[2], 2 do
  if has_id(page[2][i + 1]) then table.insert(reply, page[2][i]) end
end
return reply
`,
);
