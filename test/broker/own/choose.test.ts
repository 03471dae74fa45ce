import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseBroker } from '../../../src/broker/index.ts';

const env = { HEADCOUNT_BROKER: 'redis://third:6379/0', REDIS_URL: 'redis://fourth:6379/0' };
const nothing = (): undefined => undefined;

describe('which broker is used', () => {
  it('is the flag, then the scenario, then HEADCOUNT_BROKER, then REDIS_URL', async () => {
    const all = { flag: 'redis://first:6379/0', scenarioUrl: 'redis://second:6379/0', env };
    const chosen = [
      await chooseBroker(all),
      await chooseBroker({ ...all, flag: undefined }),
      await chooseBroker({ env }),
      await chooseBroker({ env: { ...env, HEADCOUNT_BROKER: '' } }),
    ];
    assert.deepEqual(
      chosen.map(({ url }) => new URL(url).hostname),
      ['first', 'second', 'third', 'fourth'],
    );
    for (const one of chosen) {
      assert.deepEqual([one.ownedByRun, one.pid], [false, null]);
      await one.stop();
    }
  });

  it('names it without its password', async () => {
    const { describe: text } = await chooseBroker({ flag: 'redis://me:secret@there:7000/2', env: {} });
    assert.equal(text, 'there:7000/2, given by --broker');
  });

  it('refuses what is no broker URL', async () => {
    for (const flag of ['there', 'http://there', 'redis://there/x', 'amqp://there']) {
      await assert.rejects(chooseBroker({ flag, env: {} }), { code: 'BAD_OPTION' }, flag);
    }
  });

  it('is the embedded one where there is nothing else, and ends with it', async () => {
    const chosen = await chooseBroker({ env: {}, findProgram: nothing });
    try {
      assert.equal(chosen.ownedByRun, true);
      assert.match(chosen.describe, /embedded/);
      assert.ok(chosen.pid !== null && chosen.pid > 0);
    } finally {
      await chosen.stop();
    }
  });

  it('looks for redis-server before valkey-server', async () => {
    const asked: string[] = [];
    const findProgram = (name: string): undefined => {
      asked.push(name);
    };
    await (await chooseBroker({ env: {}, findProgram })).stop();
    assert.deepEqual(asked, ['redis-server', 'valkey-server']);
  });
});
