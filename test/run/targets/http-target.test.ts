// The HTTP target as the run starts it: a real process, asked by Node's own client.

import assert from 'node:assert/strict';
import { Agent, get, type IncomingMessage } from 'node:http';
import { env } from 'node:process';
import { test } from 'node:test';
import { TargetProcess } from '../../../src/run/targets/target-process.ts';
import type { TargetOrder } from '../../../src/run/targets/messages.ts';
import { ms, ratio } from '../../../src/units/index.ts';

const NOTHING: TargetOrder['settings'] = {
  latency: { law: 'constant', valueMs: ms(0) },
  connectMs: ms(0),
  failureRatio: ratio(0),
};

const start = (settings: Partial<TargetOrder['settings']>, seed = 1): Promise<TargetProcess> =>
  TargetProcess.start({ seed, settings: { ...NOTHING, ...settings } }, env);

function ask(url: string, agent: Agent): Promise<{ status: number; tookMs: number }> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      response.resume();
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, tookMs: performance.now() - began }),
      );
    };
    get(url, { agent }, answered).once('error', reject);
  });
}

test('an answer takes its latency, and the first on each connection what setting that up costs too', async () => {
  await using target = await start({ latency: { law: 'constant', valueMs: ms(20) }, connectMs: ms(150) });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const first = await ask(target.url, agent);
  const rest = [await ask(target.url, agent), await ask(target.url, agent), await ask(target.url, agent)];
  agent.destroy();
  assert.ok(first.tookMs >= 170, `the first took ${first.tookMs} ms`);
  for (const { tookMs } of rest) assert.ok(tookMs >= 20);
  assert.ok(Math.min(...rest.map(({ tookMs }) => tookMs)) < 150, 'the connection is set up once');
});

test('beyond its connections it answers 503, and room that is given back is room again', async () => {
  await using target = await start({ connections: 2, latency: { law: 'constant', valueMs: ms(30) } });
  const agent = new Agent({ keepAlive: true, maxSockets: 3 });
  const three = await Promise.all([1, 2, 3].map(() => ask(target.url, agent)));
  assert.deepEqual(
    three.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 200, 503],
  );
  agent.destroy();
  const later = new Agent({ keepAlive: true });
  let status = 503;
  // The target hears of the closed connections in its own time.
  while (status === 503) ({ status } = await ask(target.url, later));
  assert.equal(status, 200);
  later.destroy();
});

test('it fails in the share that was asked, and the same seed draws the same answers', async () => {
  const draw = async (seed: number): Promise<readonly number[]> => {
    await using target = await start({ failureRatio: ratio(0.25) }, seed);
    const agent = new Agent({ keepAlive: true });
    const statuses: number[] = [];
    for (let i = 0; i < 200; i++) statuses.push((await ask(target.url, agent)).status);
    agent.destroy();
    return statuses;
  };
  const one = await draw(1);
  const failed = one.filter((status) => status === 500).length;
  assert.ok(failed > 20 && failed < 90, `${failed} of 200 failed`);
  assert.equal(one.filter((status) => status === 200).length, 200 - failed);
  assert.deepEqual(await draw(1), one);
  assert.notDeepEqual(await draw(2), one);
});

test('it is gone when the run is done with it', async () => {
  const target = await start({});
  await target.stop();
  await target.stop();
  assert.throws(() => process.kill(target.pid, 0), /ESRCH/);
});
