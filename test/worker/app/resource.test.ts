import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deferred } from '../../../src/lifecycle/index.ts';
import { App } from '../../../src/worker/index.ts';

describe('a resource', () => {
  it('is opened when it is first asked for, once for all who ask', async () => {
    const app = new App('x');
    let opened = 0;
    const db = app.resource('db', async () => ++opened);
    assert.equal(opened, 0);
    assert.deepEqual(await Promise.all([db.get(), db.get(), db.get()]), [1, 1, 1]);
    await app.close();
  });

  it('is closed with the application, the last opened first, in one order with onClose', async () => {
    const app = new App('x');
    const closed: string[] = [];
    const inner = app.resource(
      'inner',
      () => 'inner',
      (value) => void closed.push(value),
    );
    const outer = app.resource(
      'outer',
      async () => `outer of ${await inner.get()}`,
      (value) => void closed.push(value),
    );
    app.onClose(async () => void closed.push('first said'));
    await outer.get();
    app.onClose(async () => void closed.push('last said'));
    await app.close();
    await app.close();
    assert.deepEqual(closed, ['last said', 'outer of inner', 'inner', 'first said']);
  });

  it('says why it cannot be opened, and is tried again', async () => {
    const app = new App('x');
    let tries = 0;
    const db = app.resource('db', () => {
      if (++tries === 1) throw new Error('no route to host');
      return 'open';
    });
    await assert.rejects(db.get(), {
      code: 'RESOURCE_FAILED',
      message: /"db" cannot be opened: no route to host/,
    });
    assert.equal(await db.get(), 'open');
    await app.close();
  });

  it('is closed even when it was still being opened', async () => {
    const app = new App('x');
    const opening = deferred<string>();
    const closed: string[] = [];
    const db = app.resource(
      'db',
      () => opening.promise,
      (value) => void closed.push(value),
    );
    const asked = db.get();
    const close = app.close();
    opening.resolve('late');
    await Promise.all([asked, close]);
    assert.deepEqual(closed, ['late']);
  });

  it('that fails to close does not keep the others open', async () => {
    const app = new App('x');
    const closed: string[] = [];
    const first = app.resource(
      'first',
      () => 'first',
      (value) => void closed.push(value),
    );
    const second = app.resource(
      'second',
      () => 'second',
      () => {
        throw new Error('stuck');
      },
    );
    await first.get();
    await second.get();
    await assert.rejects(app.close(), /stuck/);
    assert.deepEqual(closed, ['first']);
  });

  it('is opened anew after a close', async () => {
    const app = new App('x');
    let opened = 0;
    const db = app.resource('db', () => ++opened);
    await db.get();
    await app.close();
    assert.equal(await db.get(), 2);
    await app.close();
  });

  it('needs a name of its own', () => {
    const app = new App('x');
    app.resource('db', () => 1);
    assert.throws(() => app.resource('db', () => 2), { code: 'BAD_OPTION' });
  });
});
