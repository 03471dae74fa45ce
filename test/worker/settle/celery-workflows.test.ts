// Workflows sent by the real Celery client: through Node workers alone, and through Node and Python workers in turns.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { chain, chord, group, loadApp, type Signature } from '../../../src/worker/index.ts';
import { CeleryTools, SKIP_WITHOUT_CELERY } from '../../celery/python.ts';
import { appUrl } from '../pool-harness.ts';
import { startServer, WorkerHarness } from '../worker-harness.ts';

const TASKS = pythonSource('workflow_tasks');
const CLIENT = pythonSource('workflow_client');

/** What each workflow of test/fixtures/celery/workflow_client.py must come to. */
const VALUES: Readonly<Record<string, unknown>> = {
  chain: 10,
  immutable: 11,
  group: [0, 2, 4, 6, 8],
  chord: 380,
  'group | task': 12,
  'group in a chain': 107,
  'group at the end of a chain': [3, 4],
  'chain as body': 7,
  'chain of groups': [6, [0, 2, 4]],
  'chord in a header': [6, 6],
  'chord as a callback': 7,
  'group in a header': [[3, 4], 18],
  'one member': 2,
  link: 13,
  'chord error link': true,
  map: [2, 4, 6],
  starmap: [2, 4],
  chunks: [[2, 4], [6]],
  'map in a chord': [[2, 4], [6]],
};

/** What fails, and with what text. */
const ERRORS: Readonly<Record<string, RegExp>> = {
  'failing task': /says no/,
  'failing chain': /says no/,
  'failing chord': /Dependency .* raised \w+\('\w+ says no'\)/,
  'failing chain in a header': /says no/,
};

describe('workflows sent by Celery', { timeout: 120_000, skip: SKIP_WITHOUT_CELERY }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  before(async () => {
    server = await startServer('any');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
  });

  it('run through Node workers', async () => {
    await using h = await WorkerHarness.create(server.url);
    const app = await loadApp(appUrl('workflows'));
    await h.startWorker({ app, broker: h.url, concurrency: 4 });
    await using celery = await CeleryTools.create(TASKS.replaceAll('BROKER_URL', h.url));
    check(await send(celery, 'celery'));
    await h.untilDepth({ waiting: 0, reserved: 0 });
  });

  it('run through Node children', async () => {
    await using h = await WorkerHarness.create(server.url);
    const module = appUrl('workflows');
    const app = await loadApp(module);
    await h.startWorker({ app, module, broker: h.url, pool: 'prefork', concurrency: 2 });
    await using celery = await CeleryTools.create(TASKS.replaceAll('BROKER_URL', h.url));
    check(await send(celery, 'celery'));
  });

  it('run through Node and Python workers in turns', async () => {
    await using h = await WorkerHarness.create(server.url);
    const app = await loadApp(appUrl('workflows'));
    await using celery = await CeleryTools.create(TASKS.replaceAll('BROKER_URL', h.url));
    const python = celery.start('worker', '-P', 'threads', '-c', '2', '-Q', 'python', '-l', 'INFO', ...QUIET);
    await h.startWorker({ app, broker: h.url, queues: ['node'], concurrency: 4 });
    await python.prints(/ ready\./);
    check(await send(celery, 'node', 'python'));
    check(await send(celery, 'python', 'node'));
  });

  it('a chord whose header Python and Node workers share out of one queue', async () => {
    await using h = await WorkerHarness.create(server.url);
    const app = await loadApp(appUrl('workflows'));
    await using celery = await CeleryTools.create(TASKS.replaceAll('BROKER_URL', h.url));
    const python = celery.start('worker', '-P', 'threads', '-c', '2', '-l', 'INFO', ...QUIET);
    await python.prints(/ ready\./);
    await h.startWorker({ app, broker: h.url, concurrency: 1, prefetchMultiplier: 1 });
    const { stdout } = await celery.script(
      'from celery import chord\nfrom tapp import add, total\n' +
        'print(chord([add.s(n, n) for n in range(400)])(total.s()).get(timeout=60))',
    );
    assert.equal(stdout.trim(), String(400 * 399));
    const byNode = h.logged.match(/Task add\[.*succeeded/g)?.length ?? 0;
    assert.ok(byNode > 0 && byNode < 400, `${byNode} of 400 ran here`);
  });

  it('sent by Node run through Python workers', async () => {
    await using h = await WorkerHarness.create(server.url);
    await using celery = await CeleryTools.create(TASKS.replaceAll('BROKER_URL', h.url));
    const python = celery.start('worker', '-P', 'threads', '-c', '2', '-l', 'INFO', ...QUIET);
    await python.prints(/ ready\./);
    const add = (...args: readonly number[]): Signature => h.app.signature('add', args);
    const total = h.app.signature('total');
    const echo = h.app.signature('echo');
    const value = (workflow: Signature): Promise<unknown> => h.app.send(workflow).get({ timeout: '20s' });
    assert.equal(await value(chain(add(1, 2), add(3), add(4))), 10);
    assert.deepEqual(await value(group(add(1, 1), add(2, 2))), [2, 4]);
    assert.equal(await value(chord([add(1, 1), add(2, 2)], total)), 6);
    assert.equal(await value(chain(add(1, 1), group(add(1), add(2)), total, add(100))), 107);
    assert.deepEqual(await value(chord([chord([add(1, 1), add(2, 2)], total), add(3, 3)], echo)), [6, 6]);
    await assert.rejects(value(chain(h.app.signature('fail'), add(1))), /ValueError: python says no/);
    await assert.rejects(value(chord([add(1, 1), h.app.signature('fail')], total)), /ChordError: Dependency/);
  });
});

const QUIET = ['--without-gossip', '--without-mingle', '--without-heartbeat'];

/** Sends every workflow, its tasks to the queues in turns; answers what the client printed. */
async function send(celery: CeleryTools, ...queues: readonly string[]): Promise<unknown> {
  const { stdout, stderr } = await celery.script(`QUEUES = ${JSON.stringify(queues)}\n${CLIENT}`);
  assert.notEqual(stdout, '', stderr);
  const printed: unknown = JSON.parse(stdout);
  return printed;
}

function pythonSource(name: string): string {
  return readFileSync(new URL(`../../../../test/fixtures/celery/${name}.py`, import.meta.url), 'utf8');
}

function check(outcomes: unknown): void {
  assert.ok(typeof outcomes === 'object' && outcomes !== null);
  const found = new Map<string, unknown>(Object.entries(outcomes));
  for (const [name, value] of Object.entries(VALUES)) assert.deepEqual(found.get(name), { value }, name);
  assert.match(JSON.stringify(found.get('link_error')), /"the-failed-one-[\w-]*"/);
  for (const [name, text] of Object.entries(ERRORS)) {
    const outcome: unknown = found.get(name);
    assert.ok(typeof outcome === 'object' && outcome !== null && 'text' in outcome, name);
    assert.match(String(outcome.text), text, name);
  }
}
