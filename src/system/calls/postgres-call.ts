// A statement to a PostgreSQL server a task: through a pool of connections, or on a new one for each task.

import type { App } from '../../worker/index.ts';
import { callFailure } from './call-failure.ts';
import type { SetCall } from '../set-call.ts';
import type { Caller } from './caller.ts';
import { loadPg, type Pg } from './load-pg.ts';

/** Throws MISSING_PACKAGE. */
export function postgresCaller(task: string, call: SetCall, app: App): Caller {
  const pg = loadPg();
  const place = placeOf(call.url);
  const settings = {
    connectionString: call.url,
    connectionTimeoutMillis: call.timeoutMs,
    query_timeout: call.timeoutMs,
  };
  if (call.client === 'unpooled') return () => onOwnConnection(pg, settings, call.query, place);
  const pool = app.resource(
    `${task} connections`,
    () => {
      const opened = new pg.Pool({ ...settings, max: call.connections, idleTimeoutMillis: 0 });
      // An idle connection that the server ends is taken out of the pool; no task has to fail for it.
      opened.on('error', () => undefined);
      return opened;
    },
    (opened) => opened.end(),
  );
  return async () => {
    try {
      await (await pool.get()).query(call.query);
    } catch (error) {
      throw callFailure(place, error);
    }
  };
}

async function onOwnConnection(
  pg: Pg,
  settings: ConstructorParameters<Pg['Client']>[0],
  query: string,
  place: string,
): Promise<void> {
  const client = new pg.Client(settings);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(query);
  } catch (error) {
    throw callFailure(place, error);
  } finally {
    await client.end();
  }
}

// Host and database, or the directory of a unix socket: without user and password.
function placeOf(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return `postgres at ${searchParams.get('host') ?? decodeURIComponent(host)}${pathname}`;
}
