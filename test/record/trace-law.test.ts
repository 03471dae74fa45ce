// What a trace says to a planner.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { HeadcountError } from '../../src/errors/index.ts';
import { readTraceLaw } from '../../src/record/index.ts';

describe('the law of a trace', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'headcount-law-'));
  });
  after(() => rm(directory, { recursive: true }));

  async function lawOf(text: string) {
    const path = join(directory, 'trace.jsonl');
    await writeFile(path, text);
    return await readTraceLaw(path);
  }
  const line = (time: number, duration: number | null): string =>
    `${JSON.stringify({ time, task: 'a', duration })}\n`;

  it('counts arrivals by the minute and takes durations where they are known', async () => {
    const quiet = Array.from({ length: 60 }, (_, i) => line(1000 + i, 10));
    const busy = Array.from({ length: 120 }, (_, i) => line(1060 + i / 2, i % 2 === 0 ? 30 : null));
    const law = await lawOf(`# {"headcount-trace":1}\n${[...quiet, ...busy].join('')}`);
    assert.equal(law.tasks, 180);
    assert.equal(law.timed, 120);
    assert.ok(Math.abs(law.busiestMinutePerSec - 2) < 0.01);
    assert.ok(Math.abs(law.meanPerSec - 180 / 119.5) < 0.01);
    assert.ok(Math.abs(law.serviceMs - 20) < 0.1);
    assert.ok(Math.abs(law.serviceScv - 0.25) < 0.01);
  });

  it('passes over a last line that was cut off, and refuses one in the middle', async () => {
    const whole = [line(1, 5), line(2, 5)].join('');
    assert.equal((await lawOf(`${whole}{"time": 3, "ta`)).tasks, 2);
    const refused = (error: unknown): boolean => error instanceof HeadcountError && error.code === 'BAD_PLAN';
    await assert.rejects(lawOf(`${whole}{"time": 3, "ta\n${line(4, 5)}`), refused);
    await assert.rejects(lawOf('# nothing\n'), refused);
    await assert.rejects(readTraceLaw(join(directory, 'none.jsonl')), refused);
  });
});
