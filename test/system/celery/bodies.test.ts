// The Python bodies mean what ours mean. CPU time is compared where others may use the machine.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { env } from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import * as z from 'zod';
import { monotonicNs } from '../../../src/measure/index.ts';
import { pythonEnvironment } from '../../../src/system/celery/celery-environment.ts';
import { createSystem } from '../../../src/system/index.ts';
import { findCelery, SKIP_WITHOUT_CELERY } from '../../celery/python.ts';

const python = findCelery() ?? '';
const run = promisify(execFile);

async function script(text: string): Promise<unknown> {
  const { stdout } = await run(python, ['-c', text], { env: { ...pythonEnvironment(env) } });
  return JSON.parse(stdout);
}

test(
  '5 ms of CPU work are 5 ms of CPU time by the calibration of its interpreter',
  { skip: SKIP_WITHOUT_CELERY },
  async () => {
    const { iterationsPerMs } = await createSystem('celery', env, { celery: { python } }).calibrate();
    const text = `
import json, time
from headcount_load.bodies import LOCAL_BODIES
cpu = LOCAL_BODIES["cpu"]
taken = []
for _ in range(120):
    started = time.thread_time()
    cpu(${Math.round(5 * iterationsPerMs)}, 0, 0, 0)
    taken.append((time.thread_time() - started) * 1000)
print(json.dumps(sorted(taken)))
`;
    const taken = z.array(z.number()).parse(await script(text));
    // Others on the same core cost caches and clock speed, never time: the fastest tenth is the work itself.
    const fastTenth = taken[12] ?? Number.NaN;
    assert.ok(Math.abs(fastTenth - 5) <= 0.5, `5 ms of work took ${fastTenth} ms of CPU time`);
  },
);

const WAIT = (prelude: string): string => `
${prelude}
import json, time
from headcount_load.bodies import LOCAL_BODIES
started, cpu = time.monotonic(), time.process_time()
for _ in range(20):
    LOCAL_BODIES["io"](20, 0, 0, 0)
print(json.dumps([(time.monotonic() - started) * 1000, (time.process_time() - cpu) * 1000]))
`;
const PRELUDES = {
  'in a thread': '',
  'under gevent': 'from gevent import monkey; monkey.patch_all()',
  'under eventlet': 'import eventlet; eventlet.monkey_patch()',
};

for (const [where, prelude] of Object.entries(PRELUDES)) {
  test(
    `an io wait ${where} is never shorter than asked and holds no CPU`,
    { skip: SKIP_WITHOUT_CELERY },
    async (t) => {
      const library = /gevent|eventlet/.exec(where)?.[0];
      if (library !== undefined && !(await has(library))) return t.skip(`no ${library}`);
      const [wallMs = 0, cpuMs = 0] = z.array(z.number()).parse(await script(WAIT(prelude)));
      assert.ok(wallMs >= 400, `20 waits of 20 ms took ${wallMs} ms`);
      assert.ok(cpuMs < 100, `waiting used ${cpuMs} ms of CPU`);
    },
  );
}

async function has(library: string): Promise<boolean> {
  return run(python, ['-c', `import ${library}`]).then(
    () => true,
    () => false,
  );
}

test('memory that leaks stays, memory that is held goes', { skip: SKIP_WITHOUT_CELERY }, async () => {
  const text = `
import json
from headcount_load import bodies
for _ in range(10):
    bodies.LOCAL_BODIES["memory"](0, 0, 100_000_000, 1_000_000)
print(json.dumps([len(bodies._leaked), sum(len(piece) for piece in bodies._leaked)]))
`;
  assert.deepEqual(await script(text), [10, 10_000_000]);
});

test('Python stamps with the clock that we read', { skip: SKIP_WITHOUT_CELERY }, async () => {
  const before = monotonicNs();
  const between = z.number().parse(await script('import time; print(time.monotonic_ns())'));
  assert.ok(before < between && between < monotonicNs());
});
