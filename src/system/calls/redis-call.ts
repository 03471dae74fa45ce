// Commands to a Redis server, one after the other: on the one connection that the tasks of a process share, or on a new
// one for each task. Half of the commands write a key that expires by itself, half read it.

import { Redis } from 'ioredis';
import { parseBrokerUrl } from '../../broker/index.ts';
import type { App } from '../../worker/index.ts';
import { callFailure, withinTime } from './call-failure.ts';
import type { SetCall } from '../set-call.ts';
import type { Caller } from './caller.ts';

const KEY = 'headcount.load.value';
const KEY_LIVES_MS = 60_000;
const RECONNECT_AFTER_MS = 100;

export function redisCaller(task: string, call: SetCall, app: App): Caller {
  const { label } = parseBrokerUrl(call.url);
  const place = `redis at ${label}`;
  if (call.client === 'unpooled') return () => onOwnConnection(call, place);
  const shared = app.resource(`${task} connection`, () => connect(call, place), disconnect);
  return async () => {
    const redis = await shared.get();
    await withinTime(call.timeoutMs, place, sendCommands(redis, call.commands));
  };
}

async function onOwnConnection(call: SetCall, place: string): Promise<void> {
  const opening = connect(call, place);
  const work = opening.then((redis) => sendCommands(redis, call.commands));
  try {
    await withinTime(call.timeoutMs, place, work);
  } finally {
    // Also one that only opens after the time was over.
    void opening.then(disconnect, () => undefined);
  }
}

async function sendCommands(redis: Redis, commands: number): Promise<void> {
  for (let sent = 0; sent < commands; sent++) {
    if (sent % 2 === 0) await redis.set(KEY, 'x', 'PX', KEY_LIVES_MS);
    else await redis.get(KEY);
  }
}

async function connect(call: SetCall, place: string): Promise<Redis> {
  let wasReady = false;
  let lastError: unknown;
  const redis = new Redis({
    ...parseBrokerUrl(call.url).options,
    lazyConnect: true,
    protocol: 2,
    replyMapping: 'legacy',
    connectTimeout: call.timeoutMs,
    disableClientInfo: true,
    // We destroy the socket ourselves; the library would keep a timer for one that is closed already.
    disconnectTimeout: 0,
    maxRetriesPerRequest: 0,
    retryStrategy: () => (wasReady && call.client === 'pooled' ? RECONNECT_AFTER_MS : null),
  });
  redis.on('error', (error) => (lastError = error));
  try {
    await redis.connect();
    wasReady = true;
    return redis;
  } catch (error) {
    disconnect(redis);
    // The library's own error says only that the connection is closed.
    throw callFailure(place, lastError ?? error);
  }
}

function disconnect(redis: Redis): void {
  redis.disconnect();
  redis.stream?.destroy();
}
