import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  App,
  createWorker,
  isApp,
  Log,
  parsePoolKind,
  type WorkerOptions,
} from '../../../src/worker/index.ts';

describe('an application', () => {
  it('refuses a task name that is taken, and an empty one', () => {
    const app = new App('shop');
    app.task('add', () => {});
    assert.throws(() => app.task('add', () => {}), /"add" is registered twice in application "shop"/);
    assert.throws(() => app.task('', () => {}), { code: 'BAD_OPTION' });
  });

  it('is told from other values', () => {
    assert.ok(isApp(new App('x')));
    for (const value of [undefined, null, {}, { name: 'x' }, 'app']) assert.ok(!isApp(value));
  });

  it('refuses durations it cannot read before anything is sent', () => {
    const app = new App('shop', { broker: 'redis://127.0.0.1:1/0' });
    assert.throws(() => app.send('add', [], { countdown: '10' }), /countdown is "10"/);
  });

  it('says so when the broker is not there', async () => {
    const app = new App('shop', { broker: 'redis://127.0.0.1:1/0' });
    await assert.rejects(app.send('add').sent, { code: 'BROKER_UNREACHABLE' });
    await app.close();
  });
});

describe('worker options', () => {
  const make = (options: Partial<WorkerOptions>) =>
    createWorker({ app: new App('x'), pool: 'async', log: new Log('info', () => {}), ...options });

  it('refuses what makes no sense', () => {
    for (const options of [
      { pool: 'asnyc' },
      { concurrency: 0 },
      { concurrency: 1.5 },
      { prefetchMultiplier: -1 },
      { queues: [] },
      { queues: [' '] },
      { maxTasksPerChild: 3 },
      { pool: 'prefork', maxTasksPerChild: 0, module: 'file:///x.js' },
      { pool: 'threads' },
    ]) {
      assert.throws(() => make(options), { code: 'BAD_OPTION' });
    }
  });

  it('knows Celery names of pools', () => {
    assert.equal(parsePoolKind('processes'), 'prefork');
    assert.equal(parsePoolKind('gevent'), 'async');
    assert.equal(parsePoolKind('eventlet'), 'async');
    assert.throws(
      () => parsePoolKind('gevnt'),
      (error) => error instanceof Error && 'hint' in error && error.hint === 'Did you mean "gevent"?',
    );
  });
});
