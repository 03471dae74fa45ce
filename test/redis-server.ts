// A real Redis for tests: the binary that HEADCOUNT_TEST_REDIS_SERVER names, or the one on PATH. Where there is
// none, tests are skipped with that as their reason; they never pass without having run.

import { startPrivateRedis, type OwnBroker, type PrivateRedisOptions } from '../src/broker/index.ts';
import { findProgram, REDIS } from './runner/programs.ts';

const BINARY = process.env['HEADCOUNT_TEST_REDIS_SERVER'] ?? findProgram(REDIS.names);

/** For the `skip` option of a test that needs a real Redis: false, or why it can't run. */
export const SKIP_WITHOUT_REDIS: string | false =
  BINARY === undefined ? 'no redis-server on PATH and HEADCOUNT_TEST_REDIS_SERVER is not set' : false;

/** A private server, on a free port unless one is given. */
export function startTestRedis(options: PrivateRedisOptions = {}): Promise<OwnBroker> {
  if (BINARY === undefined) throw new Error('a test without skip: SKIP_WITHOUT_REDIS asked for a Redis');
  return startPrivateRedis(BINARY, options);
}
