// Lets go of a lock if it is still ours. To the byte the script of the Python client redis-py, with which Celery's
// workers release the same lock.
//
// KEYS  1 the lock
// ARGV  1 what we put into it
// returns 1 when it was ours, else 0

import { defineScript } from './script.ts';

export const RELEASE_LOCK = defineScript(
  'release-lock',
  `
        local token = redis.call('get', KEYS[1])
        if not token or token ~= ARGV[1] then
            return 0
        end
        redis.call('del', KEYS[1])
        return 1
    `,
);
