import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { HeadcountError } from '../../../src/errors/index.ts';
import { random } from '../../../src/stats/index.ts';
import { ms } from '../../../src/units/index.ts';
import { openArrivals, scanTrace, traceFormat, type ArrivalPlan } from '../../../src/workload/index.ts';
import { sampleMoments } from '../../stats/sample-moments.ts';

const folder = mkdtempSync(join(tmpdir(), 'headcount-trace-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const TASKS = ['fetch', 'resize'];

function traceFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Sent {
  readonly sec: number;
  readonly type: number;
  readonly durationMs: number;
}

async function replay(
  name: string,
  text: string,
  changes: { speed?: number; copies?: number } = {},
  seed = 1,
) {
  const path = traceFile(name, text);
  const format = traceFormat(path) ?? 'csv';
  const { entries, entriesDue, spanMs } = await scanTrace(path, format, TASKS);
  const plan: ArrivalPlan = {
    arrivals: 'replay',
    path,
    format,
    speed: 1,
    copies: 1,
    ...changes,
    entriesDue,
    spanMs,
  };
  const arrivals = openArrivals(plan, { spanSec: 1e9, taskNames: TASKS }, random(seed));
  const sent: Sent[] = [];
  for (; arrivals.dueNs < Infinity; arrivals.advance()) {
    sent.push({ sec: arrivals.dueNs / 1e9, type: arrivals.typeIndex, durationMs: arrivals.durationMs });
  }
  arrivals.close();
  return { sent, entries, spanMs };
}

const refusal = async (name: string, text: string): Promise<string> => {
  const path = traceFile(name, text);
  try {
    await scanTrace(path, traceFormat(path) ?? 'csv', TASKS);
  } catch (error) {
    assert.ok(error instanceof HeadcountError, String(error));
    assert.equal(error.code, 'BAD_SCENARIO');
    return error.message.replace(path, name);
  }
  return assert.fail(`${name} was accepted: ${text}`);
};

test('CSV and JSONL say the same in seconds, in ISO times, with and without what is optional', async () => {
  const wanted = [
    { sec: 0, type: 0, durationMs: 5 },
    { sec: 0.5, type: 1, durationMs: 2000 },
    { sec: 2, type: -1, durationMs: NaN },
  ];
  const files: Readonly<Record<string, string>> = {
    'a.csv': 'time,task,duration\n10,fetch,5\n10.5,resize,2s\n12,,\n',
    'b.csv':
      '\uFEFF# from the log\r\nTask , Time,host,duration\r\nfetch,10,h1,5\r\n"resize",10.5,h1,"2000"\r\n\r\n,12\r\n',
    'c.csv':
      'time,task,duration\n2026-01-01T09:00:00Z,fetch,5\n2026-01-01 09:00:00.5,resize,2s\n2026-01-01T10:00:02+01:00,,',
    'd.jsonl':
      '{"time":10,"task":"fetch","duration":5}\n{"time":"10.5","task":"resize","duration":"2s"}\n{"time":12,"x":[1]}',
  };
  for (const [name, text] of Object.entries(files)) {
    const { sent, entries, spanMs } = await replay(name, text);
    assert.deepEqual(
      sent.map((one) => ({ ...one, sec: Math.round(one.sec * 1e6) / 1e6 })),
      wanted,
      name,
    );
    assert.deepEqual([entries, Math.round(spanMs)], [3, 2000], name);
  }
});

test('what is wrong is refused with its line', async () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['order.csv', 'time\n1\n3\n2\n', /^order\.csv:4: the time lies before the one above/],
    ['head.csv', '1,fetch\n', /^head\.csv:1: no column is called time/],
    ['time.csv', 'time\nnoon\n', /^time\.csv:2: time is "noon"; expected seconds such as 12\.5/],
    [
      'task.csv',
      '# log\ntime,task\n1,ftech\n',
      /^task\.csv:3: no task is called "ftech"; expected one of fetch, resize/,
    ],
    ['wide.csv', 'time,task\n1,fetch,3\n', /^wide\.csv:2: 3 values; expected at most 2/],
    ['length.csv', 'time,duration\n1,-3\n', /^length\.csv:2: duration is "-3"; expected a duration/],
    ['json.jsonl', '{"time":1}\nnonsense\n', /^json\.jsonl:2: the line is not JSON/],
    ['object.jsonl', '[1]\n', /^object\.jsonl:1: the line is no object/],
    ['missing.jsonl', '{"at":1}\n', /^missing\.jsonl:1: time is missing/],
    ['kind.jsonl', '{"time":1,"task":7}\n', /^kind\.jsonl:1: task is 7; expected the name of a task/],
    ['long.csv', `time\n1,${'x'.repeat(200_000)}`, /^long\.csv:2: the line is longer than/],
  ];
  for (const [name, text, message] of cases) assert.match(await refusal(name, text), message);
});

test('only names that end in .csv, .jsonl and .ndjson are traces', () => {
  assert.deepEqual(
    ['a.csv', 'b.JSONL', 'c.ndjson', 'd.txt', 'csv'].map((name) => traceFormat(name)),
    ['csv', 'jsonl', 'jsonl', undefined, undefined],
  );
});

test('speed divides the times', async () => {
  const { sent } = await replay('speed.csv', 'time\n0\n60\n180\n', { speed: 60 });
  assert.deepEqual(
    sent.map(({ sec }) => sec),
    [0, 1, 3],
  );
});

test('whole copies are spread over the gap to the next entry', async () => {
  const { sent } = await replay('copies.csv', 'time,task\n0,fetch\n3,resize\n', { copies: 3 });
  assert.deepEqual(
    sent.map(({ sec, type }) => [sec, type]),
    [
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 1],
      [3, 1],
      [3, 1],
    ],
  );
});

test('parts of copies are drawn by the seed: as many as asked for on average, in order', async () => {
  const text = `time\n${Array.from({ length: 20_000 }, (_, index) => index).join('\n')}\n`;
  for (const copies of [0.1, 0.75, 1.5, 2.25]) {
    const once = await replay('many.csv', text, { copies }, 5);
    const times = once.sent.map(({ sec }) => sec);
    assert.ok(times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0)));
    const bound = 6 * Math.sqrt(20_000 * (copies % 1) * (1 - (copies % 1)));
    assert.ok(Math.abs(times.length - 20_000 * copies) < bound, `${times.length} with ${copies}`);
    assert.deepEqual((await replay('many.csv', text, { copies }, 5)).sent, once.sent);
    if (copies < 1) {
      const gaps = times.map((time, index) => time - (times[index - 1] ?? -1));
      const { mean, meanError } = sampleMoments(gaps);
      assert.ok(Math.abs(mean - 1 / copies) < 6 * meanError);
    }
  }
});

test('lines are found whatever the pieces the file is read in', async () => {
  const names = ['fetch', 'resize'];
  const lines = Array.from({ length: 9000 }, (_, index) => `${index},${names[index % 2]},${index % 97}`);
  const { sent } = await replay('pieces.csv', `time,task,duration\n${lines.join('\r\n')}`);
  assert.deepEqual(
    sent,
    lines.map((_, index) => ({ sec: index, type: index % 2, durationMs: index % 97 })),
  );
});

test('any text is either a trace in order or refused with a line', async () => {
  const line = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc
      .tuple(fc.double({ noNaN: true }), fc.constantFrom('', 'fetch', 'x'))
      .map(([time, task]) => `${time},${task}`),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.record({ time: fc.jsonValue(), task: fc.jsonValue() }).map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('fuzz.csv', 'fuzz.jsonl'), fc.array(line), async (name, lines) => {
      try {
        const { sent } = await replay(
          name,
          (name === 'fuzz.csv' ? ['time,task', ...lines] : lines).join('\n'),
        );
        assert.ok(sent.every(({ sec }, index) => sec >= (sent[index - 1]?.sec ?? 0)));
      } catch (error) {
        assert.ok(error instanceof HeadcountError, String(error));
        assert.match(error.message, /fuzz\.(csv|jsonl):\d+: \S/);
      }
    }),
    { numRuns: 300 },
  );
});

test('a replay that takes its whole time in one task is one task', async () => {
  const { sent, spanMs } = await replay('one.csv', 'time\n77\n');
  assert.deepEqual([sent.length, sent[0]?.sec, spanMs], [1, 0, ms(0)]);
});
