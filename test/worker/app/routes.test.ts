import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { App } from '../../../src/worker/index.ts';

describe('routes', () => {
  const routes = {
    'video.thumbnail': { queue: 'quick', priority: 3 },
    'video.*': 'video',
    '*.slow': { priority: 9 },
  };

  it('name the queue of tasks that name none; the first that fits counts', () => {
    const app = new App('x', { routes, defaultQueue: 'rest' });
    assert.deepEqual(app.destinationOf('video.thumbnail'), { queue: 'quick', priority: 3 });
    assert.deepEqual(app.destinationOf('video.encode'), { queue: 'video', priority: 0 });
    assert.deepEqual(app.destinationOf('mail.slow'), { queue: 'rest', priority: 9 });
    assert.deepEqual(app.destinationOf('videos'), { queue: 'rest', priority: 0 });
  });

  it('yield to what a task says itself', () => {
    const app = new App('x', { routes });
    app.task('video.mine', () => {}, { queue: 'mine' });
    app.task('video.theirs', () => {});
    assert.equal(app.destinationOf('video.mine').queue, 'mine');
    assert.equal(app.destinationOf('video.theirs').queue, 'video');
  });

  it('are refused when they make no sense', () => {
    assert.throws(() => new App('x', { routes: { 'a.*': '' } }), { code: 'BAD_OPTION' });
    assert.throws(() => new App('x', { routes: { a: { priority: 10 } } }), { code: 'BAD_OPTION' });
  });
});
