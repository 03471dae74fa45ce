// The calls that Python tasks make, against servers that are slow on purpose.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { env } from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import * as z from 'zod';
import { pythonEnvironment } from '../../../src/system/celery/celery-environment.ts';
import { findCelery, SKIP_WITHOUT_CELERY } from '../../celery/python.ts';

const run = promisify(execFile);

/** Answers every command, whatever it is, after a while. */
async function slowServer(answerAfterMs: number): Promise<{ readonly port: number } & AsyncDisposable> {
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => timers.add(setTimeout(() => socket.write('+OK\r\n'), answerAfterMs)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const stop = async (): Promise<void> => {
    for (const timer of timers) clearTimeout(timer);
    server.close();
    await once(server, 'close');
  };
  return { port: address.port, [Symbol.asyncDispose]: stop };
}

const CALL = (port: number, client: string, timeoutMs: number): string => `
import json
from headcount_load.calls import open_caller
from headcount_load.failure import CallFailure
call = open_caller("redis", {
    "url": "redis://127.0.0.1:${port}/0", "client": "${client}", "timeoutMs": ${timeoutMs},
    "commands": 10, "connections": 1, "query": "",
})
outcomes = []
for _ in range(2):
    try:
        call()
        outcomes.append("done")
    except CallFailure as failure:
        outcomes.append(str(failure))
print(json.dumps(outcomes))
`;

async function outcomes(port: number, client: string, timeoutMs: number): Promise<readonly string[]> {
  const script = CALL(port, client, timeoutMs);
  const { stdout } = await run(findCelery() ?? '', ['-c', script], { env: { ...pythonEnvironment(env) } });
  return z.array(z.string()).parse(JSON.parse(stdout));
}

for (const client of ['pooled', 'unpooled'])
  test(
    `the commands of a redis call together have its time (${client})`,
    { skip: SKIP_WITHOUT_CELERY },
    async () => {
      await using server = await slowServer(100);
      const late = await outcomes(server.port, client, 400);
      assert.equal(late.length, 2);
      for (const said of late) assert.match(said, /^redis at 127\.0\.0\.1:\d+.*(in time|[Tt]imeout)/);
      assert.deepEqual(await outcomes(server.port, client, 60_000), ['done', 'done']);
    },
  );
