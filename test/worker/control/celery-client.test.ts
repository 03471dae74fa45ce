// The real Celery's own tools against a worker of ours: what an operator types and a monitor asks must work unchanged.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as z from 'zod';
import { Deadline } from '../../../src/lifecycle/index.ts';
import { ms } from '../../../src/units/index.ts';
import type { WorkerOptions } from '../../../src/worker/index.ts';
import { CeleryTools, SKIP_WITHOUT_CELERY } from '../../celery/python.ts';
import { startServer, type BrokerKind } from '../worker-harness.ts';
import { Asked, NODE } from './ask.ts';

/** A function from a guide to scaling Celery, as its readers paste it into their monitoring. */
const GET_WORKER_LOAD = `
from celery import current_app

def get_worker_load():
    """Check task load per worker."""
    inspect = current_app.control.inspect()
    active = inspect.active()
    stats = inspect.stats()

    load = {}
    for worker_name, tasks in active.items():
        concurrency = stats[worker_name]['pool']['max-concurrency']
        utilization = len(tasks) / concurrency * 100
        load[worker_name] = {
            'active_tasks': len(tasks),
            'concurrency': concurrency,
            'utilization': utilization,
        }
    return load
`;

const appSource = (url: string): string => `
from celery import Celery
app = Celery('tapp', broker='${url}', backend='${url}')
app.set_current()

@app.task(name='add')
def add(x, y):
    return x + y
`;

const byNode = z.record(z.string(), z.unknown());

describe("Celery's own tools", { timeout: 170_000, skip: SKIP_WITHOUT_CELERY }, () => {
  let server: { readonly url: string } & AsyncDisposable;
  let tools: CeleryTools;
  before(async () => {
    const kind: BrokerKind = process.env['HEADCOUNT_TEST_REDIS_SERVER'] === undefined ? 'embedded' : 'redis';
    server = await startServer(kind);
    tools = await CeleryTools.create(appSource(server.url));
  });
  after(async () => {
    await tools[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  /** Runs a script that prints one JSON document. */
  async function python(text: string): Promise<unknown> {
    const done = await tools.script(`import json, tapp\nfrom tapp import app\n${text}`);
    assert.equal(done.code, 0, done.stderr);
    return JSON.parse(done.stdout);
  }

  const asked = (options: Partial<WorkerOptions> = {}): Promise<Asked> => Asked.start(server.url, options);

  it('celery status and inspect ping find the worker', async () => {
    await using worker = await asked();
    const [status, ping] = await Promise.all([tools.celery('status'), tools.celery('inspect', 'ping')]);
    assert.match(status.stdout, new RegExp(`${NODE}: OK[\\s\\S]*1 node online`));
    assert.match(ping.stdout, /pong/);
    assert.deepEqual([status.code, ping.code], [0, 0]);
    assert.ok(!worker.harness.logged.includes('malformed'));
  });

  it("the guide's get_worker_load() runs unchanged", async () => {
    await using worker = await asked({ concurrency: 4 });
    await worker.harness.send('wait', [['a'], ['b'], ['c']]);
    await worker.gate.arrived(3);
    const load = await python(`${GET_WORKER_LOAD}\nprint(json.dumps(get_worker_load()))`);
    assert.deepEqual(load, { [NODE]: { active_tasks: 3, concurrency: 4, utilization: 75 } });
  });

  it('every inspect request answers with what Celery expects to find', async () => {
    await using worker = await asked();
    await worker.harness.send('wait', [['a'], ['b'], ['c']]);
    await worker.gate.arrived(2);
    const script = `
tapp.add.apply_async((1, 2), countdown=1000)
i = app.control.inspect(destination=['${NODE}'], timeout=5)
while not i.scheduled()['${NODE}']: pass
print(json.dumps({name: getattr(i, name)()['${NODE}'] for name in
  ['active', 'reserved', 'scheduled', 'revoked', 'registered', 'active_queues', 'stats', 'conf', 'report', 'clock']}))`;
    const replies = byNode.parse(await python(script));
    const lengths = ['active', 'reserved', 'scheduled', 'revoked', 'registered', 'active_queues'];
    assert.deepEqual(
      lengths.map((name) => z.array(z.unknown()).parse(replies[name]).length),
      [2, 1, 1, 0, 4, 1],
    );
    const stats = z.object({ pool: byNode, total: byNode, broker: byNode, rusage: byNode });
    assert.equal(stats.parse(replies['stats']).pool['max-concurrency'], 2);
    assert.match(z.object({ ok: z.string() }).parse(replies['report']).ok, /software -> headcount/);
    assert.equal(typeof z.object({ clock: z.number() }).parse(replies['clock']).clock, 'number');
    const [scheduled] = z.array(z.object({ eta: z.string(), request: byNode })).parse(replies['scheduled']);
    assert.deepEqual(scheduled?.request['args'], [1, 2]);
  });

  it('control steers the worker: slots, queues, rates, limits, revokes', async () => {
    await using worker = await asked();
    const script = `
c = app.control
kw = dict(destination=['${NODE}'], reply=True, timeout=5)
held = tapp.add.apply_async((1, 2), countdown=1000)
replies = [
  c.pool_grow(2, **kw), c.pool_shrink(1, **kw), c.add_consumer('other', **kw), c.rate_limit('add', '10/m', **kw),
  c.time_limit('add', soft=5, hard=10, **kw), c.revoke(held.id, **kw), c.cancel_consumer('celery', **kw),
  c.enable_events(**kw), c.disable_events(**kw), c.heartbeat(**kw), c.autoscale(5, 1, **kw),
]
ran = tapp.add.apply_async((20, 22), queue='other').get(timeout=20)
try:
  held.get(timeout=20)
except Exception as error:
  state = type(error).__name__
print(json.dumps({'replies': [r[0]['${NODE}'] for r in replies], 'ran': ran, 'state': state}))`;
    const outcome = z.object({ replies: z.array(z.unknown()), ran: z.number(), state: z.string() });
    const { replies, ran, state } = outcome.parse(await python(script));
    assert.deepEqual([ran, state], [42, 'TaskRevokedError']);
    assert.deepEqual(replies.map(firstWords), [
      { ok: 'pool will grow' },
      { ok: 'pool will shrink' },
      { ok: 'add consumer other' },
      { ok: 'new rate limit set successfully' },
      { ok: 'time limits set successfully' },
      { ok: 'tasks' },
      { ok: 'no longer consuming from celery' },
      { ok: 'task events enabled' },
      { ok: 'task events disabled' },
      null,
      { error: "ValueError('Autoscale not enabled')" },
    ]);
    const stats = z.object({ pool: z.object({ 'max-concurrency': z.number() }) });
    assert.equal(stats.parse(await worker.ask('stats')).pool['max-concurrency'], 3);
  });

  it('events --dump shows every step of a task, and control enable_events turns them on', async () => {
    await using worker = await asked();
    const dump = tools.start('events', '--dump');
    await dump.prints(/heartbeat/);
    const enabled = await tools.celery('control', 'enable_events');
    assert.match(enabled.stdout, /task events enabled/);
    const [id] = await worker.harness.send('add', [[1, 2]]);
    await dump.prints(new RegExp(`task received: add\\(${id}\\) args=\\(1, 2\\)`));
    await dump.prints(new RegExp(`task started: add\\(${id}\\)`));
    await dump.prints(new RegExp(`task succeeded: add\\(${id}\\).* result=3`));
    const [failing] = await worker.harness.send('fail', [[]]);
    await dump.prints(new RegExp(`task failed: fail\\(${failing}\\)`));
  });

  it('a Python worker and ours tell each other what has been revoked', async () => {
    await using worker = await asked();
    await worker.ask('revoke', { task_id: ['before-python'] });
    const python5 = tools.start('worker', '-P', 'solo', '-n', 'py@vm', '-Q', 'python', '-l', 'info');
    await python5.prints(/py@vm ready/);
    const known = await python(
      "print(json.dumps(app.control.inspect(destination=['py@vm'], timeout=5).revoked()['py@vm']))",
    );
    assert.deepEqual(known, ['before-python']);
    await python("app.control.revoke('at-python', destination=['py@vm'])\nprint(json.dumps(None))");
    await worker.harness.startWorker({ name: 'late@vm', mingle: true, queues: ['late'] });
    const patience = Deadline.in(ms(20_000));
    const question = { method: 'revoked', destination: ['late@vm'] };
    for (let ids: unknown = []; !(Array.isArray(ids) && ids.includes('at-python'));) {
      assert.ok(!patience.passed, `late@vm knows only ${JSON.stringify(ids)}`);
      ids = (await worker.remote.ask(question, ms(5_000))).get('late@vm');
    }
    python5.signal('SIGTERM');
  });

  it('control shutdown ends the worker, and status then finds nobody', async () => {
    await using worker = await asked();
    const shutdown = tools.celery('control', 'shutdown');
    await worker.worker.ended;
    // Celery says 69 for want of a reply, also to its own workers.
    assert.equal((await shutdown).code, 69);
    assert.equal((await tools.celery('status')).code, 69);
  });
});

// The id in it is random.
function firstWords(reply: unknown): unknown {
  const parsed = z.object({ ok: z.string().startsWith('tasks ') }).safeParse(reply);
  return parsed.success ? { ok: 'tasks' } : reply;
}
