// What every system must do with the tasks of a user's own application: run them as they are, and tell how each ended.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Deadline } from '../../src/lifecycle/index.ts';
import type { Fleet, System } from '../../src/system/index.ts';
import type { OwnArguments } from '../../src/workload/index.ts';
import { PATIENCE, profile, SystemHarness } from '../contract/system-harness.ts';

export interface OwnTasksCase {
  /** As its system names it. */
  readonly app: string;
  /** `env` is read when workers start; SHOP_RESULTS is where results may be stored. */
  readonly create: (app: string, env: Record<string, string | undefined>) => System;
  readonly pools: readonly string[];
  readonly skip: string | false;
  /** Names of the tasks that it has, and their arguments. */
  readonly tasks: Readonly<Record<string, Omit<OwnArguments & { from: 'scenario' }, 'from'>>>;
  /** The task that is done at its second try. */
  readonly flaky?: string;
  readonly failing: readonly string[];
  /** What a worker writes that lacks a task, when asked for `asked`; absent = it has no names to check. */
  readonly refuses?: { readonly asked: string; readonly says: RegExp };
  /** An application that does not load, and what its worker writes. */
  readonly unloadable: { readonly app: string; readonly says: RegExp };
  /** Results by task, as the application's backend keeps them; absent = it keeps none. */
  readonly results?: Readonly<Record<string, unknown>>;
}

const COUNT = 120;

export function ownTasksContract(name: string, one: OwnTasksCase): void {
  describe(`own tasks on ${name}`, { skip: one.skip, timeout: 300_000 }, () => {
    for (const pool of one.pools) describe(`in ${pool}`, () => running(one, pool));
    describe('that cannot run', () => refusing(one));
  });
}

function running(one: OwnTasksCase, pool: string): void {
  const names = Object.keys(one.tasks);
  const workload = {
    tasks: Object.entries(one.tasks).map(([task, own]) =>
      profile({ name: task, kind: 'own', own: { from: 'scenario', ...own } }),
    ),
  };
  let harness: SystemHarness;
  let fleet: Fleet;
  before(async () => {
    const env: Record<string, string | undefined> = { ...process.env };
    harness = await SystemHarness.open(one.create(one.app, env));
    env['SHOP_RESULTS'] = harness.broker.url;
    fleet = await harness.start(harness.spec(workload, { pool, concurrency: pool === 'solo' ? 1 : 2 }));
  });
  after(async () => {
    // Where starting failed there is only a harness, or nothing.
    await (fleet as Fleet | undefined)?.[Symbol.asyncDispose]();
    await (harness as SystemHarness | undefined)?.[Symbol.asyncDispose]();
  });

  it('runs each of them once to its end, and stamps it', async () => {
    await using port = await harness.send(workload, COUNT);
    await harness.settled(COUNT);
    const { tasks, attempts, handlings, malformedCount } = harness.samples;
    // Each attempt has a message of its own.
    await harness.samples.until(() => handlings.length >= COUNT + attempts.length);
    assert.deepEqual(
      [malformedCount, new Set(tasks.map(({ seq }) => seq)).size, tasks.length],
      [0, COUNT, COUNT],
    );
    for (const { typeIndex, failed, seq } of tasks)
      assert.equal(failed, one.failing.includes(names[typeIndex] ?? ''), `task ${seq}, ${names[typeIndex]}`);
    for (const { intendedNs, sentNs, startedNs, finishedNs } of tasks) {
      // The id has whole microseconds.
      assert.ok(intendedNs <= sentNs && sentNs <= startedNs + 1000);
      assert.ok(startedNs <= finishedNs);
    }
    const flaky = tasks.filter(({ typeIndex }) => names[typeIndex] === one.flaky).map(({ seq }) => seq);
    assert.deepEqual(
      attempts.toSorted(byNumber),
      flaky.toSorted(byNumber),
      'one attempt before the end of each',
    );
    assert.equal(await port.outstanding(), 0);
  });

  it('leaves their results as the application stores them, and reads why they failed in the log', async () => {
    await fleet.stop(Deadline.in(PATIENCE));
    const named = fleet.failures.map(({ task }) => task);
    for (const task of one.failing) assert.ok(named.includes(task), `${task} in ${named.join(', ')}`);
    const stored = await storedResults(harness);
    for (const [task, result] of Object.entries(one.results ?? {})) {
      const ran = harness.samples.tasks.filter(({ typeIndex }) => names[typeIndex] === task).length;
      const same = stored.filter((text) => text.includes(`"result": ${JSON.stringify(result)}`));
      assert.deepEqual([same.length, ran > 0], [ran, true], task);
    }
    if (one.results === undefined) assert.deepEqual(stored, []);
  });
}

function refusing({ create, app, pools, unloadable, refuses }: OwnTasksCase): void {
  const refused = async (module: string, task: string, says: RegExp): Promise<void> => {
    await using harness = await SystemHarness.open(create(module, { ...process.env }));
    const workload = { tasks: [profile({ name: task, kind: 'own', own: { from: 'scenario', ...none } })] };
    for (const pool of pools.slice(0, 2))
      await assert.rejects(harness.start(harness.spec(workload, { pool })), {
        code: 'WORKER_DIED',
        message: says,
      });
  };
  it('ends the worker of an application that does not load, with its own last lines', async () => {
    await refused(unloadable.app, 'shop.add', unloadable.says);
  });
  if (refuses === undefined) return;
  it('ends the worker of an application that lacks the task, and names the nearest', async () => {
    await refused(app, refuses.asked, refuses.says);
  });
}

const none = { args: [], kwargs: {} };

/** As JSON with a space after each colon. */
async function storedResults({ raw }: SystemHarness): Promise<readonly string[]> {
  const keys = await raw.keys('celery-task-meta-*');
  const texts = await Promise.all(keys.map((key) => raw.get(key)));
  return texts.map((text) => (text ?? '').replaceAll('":', '": ').replaceAll(':  ', ': '));
}

const byNumber = (a: number, b: number): number => a - b;
