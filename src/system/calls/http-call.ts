// A GET request a task, with Node's own client: through an agent that keeps connections, or on a new one each time.

import * as http from 'node:http';
import * as https from 'node:https';
import { deferred } from '../../lifecycle/index.ts';
import type { App } from '../../worker/index.ts';
import { CallFailure, withinTime } from './call-failure.ts';
import type { SetCall } from '../set-call.ts';
import type { Caller } from './caller.ts';

/** Fails on an answer of 400 and above. */
export function httpCaller(task: string, call: SetCall, app: App): Caller {
  const url = new URL(call.url);
  const library = url.protocol === 'https:' ? https : http;
  // `false` stands for an agent that is used once.
  if (call.client === 'unpooled') return () => get(library, url, false, call.timeoutMs);
  const agent = app.resource(
    `${task} connections`,
    () => new library.Agent({ keepAlive: true, maxSockets: call.connections }),
    (opened) => opened.destroy(),
  );
  return async () => get(library, url, await agent.get(), call.timeoutMs);
}

async function get(
  library: typeof http | typeof https,
  url: URL,
  agent: http.Agent | false,
  timeoutMs: number,
): Promise<void> {
  const answered = deferred();
  const request = library.request(url, { agent }, (response) => {
    response.resume();
    response.once('error', answered.reject);
    response.once('end', () => {
      const { statusCode = 0, statusMessage = '' } = response;
      if (statusCode < 400) answered.resolve();
      else answered.reject(new CallFailure(`${url.origin}: answered ${statusCode} ${statusMessage}`));
    });
  });
  request.once('error', answered.reject);
  request.end();
  try {
    await withinTime(timeoutMs, url.origin, answered.promise);
  } catch (error) {
    // Its connection is of no use to the next task; whatever it says after this is not for anyone.
    request.on('error', () => undefined);
    request.destroy();
    throw error;
  }
}
