// Stores and announces results; one that is already SUCCESS stays as it is.
//
// KEYS  the result keys, which are also the channels
// ARGV  1 seconds to keep them (0 = for ever), then one document (JSON) for each key
// returns how many were stored

import { defineScript } from './script.ts';

export const STORE_RESULTS = defineScript(
  'store-results',
  `local function succeeded(document)
  local ok, fields = pcall(cjson.decode, document)
  return ok and type(fields) == 'table' and fields.status == 'SUCCESS'
end
local stored = 0
for i = 1, #KEYS do
  local before = redis.call('GET', KEYS[i])
  if not (before and succeeded(before)) then
    if ARGV[1] == '0' then redis.call('SET', KEYS[i], ARGV[i + 1])
    else redis.call('SETEX', KEYS[i], ARGV[1], ARGV[i + 1]) end
    redis.call('PUBLISH', KEYS[i], ARGV[i + 1])
    stored = stored + 1
  end
end
return stored
`,
);
