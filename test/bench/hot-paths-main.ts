// `npm run bench`: how fast the hot paths are on this machine, each alone in one process. Compare figures of one
// machine only, and mind the spread.

import { randomUUID } from 'node:crypto';
import Table from 'cli-table3';
import { Bench } from 'tinybench';
import { decodeBody, decodeEnvelope, encodeTask, taskEncoder } from '../../src/broker/index.ts';
import {
  LatencyHistogram,
  RECORD_BYTES,
  SampleDecoder,
  writeTaskRecord,
  type SampleSink,
} from '../../src/measure/index.ts';
import { formatDuration, formatNumber, ms } from '../../src/units/index.ts';

/** Operations in one timed call: a single one is shorter than the clock's step. */
const OPERATIONS = 1000;

let sink = 0;

function repeat(operation: (i: number) => void): () => void {
  return () => {
    for (let i = 0; i < OPERATIONS; i++) operation(i);
  };
}

const encode = taskEncoder({ name: 'shop.add', queue: 'default' });
const ids = Array.from({ length: OPERATIONS }, () => randomUUID());
const envelopes = ids.map((id) => encode(id, [2, 3]));
const latenciesNs = ids.map((_, i) => Math.round(1e6 * 1.01 ** i));

const records = new Uint8Array(RECORD_BYTES * OPERATIONS);
const recordsView = new DataView(records.buffer);
const writeRecord = (i: number): void =>
  writeTaskRecord(
    recordsView,
    i * RECORD_BYTES,
    i,
    1,
    false,
    4711,
    i * 1e6,
    i * 1e6 + 1e3,
    i * 1e6 + 5e5,
    i * 1e6 + 6e5,
  );
const readSink: SampleSink = {
  task: (seq) => void (sink += seq),
  handling: () => {},
  loop: () => {},
  held: () => {},
  malformed: () => {},
};
const decoder = new SampleDecoder(readSink);
for (let i = 0; i < OPERATIONS; i++) writeRecord(i);

const histogram = LatencyHistogram.create();

function decodeTask(i: number): void {
  const envelope = decodeEnvelope(envelopes[i] ?? '');
  if (envelope.kind !== 'task') throw new Error(envelope.reason);
  const body = decodeBody(envelope.task.body);
  if (body.kind === 'body') sink += body.args.length;
}

const bench = new Bench({ time: 1000, warmupTime: 200 })
  .add(
    'encode a task message',
    repeat(
      (i) =>
        void (sink += encodeTask({
          name: 'shop.add',
          queue: 'default',
          id: ids[i] ?? '',
          args: [2, 3],
        }).length),
    ),
  )
  .add(
    'encode, many of one kind',
    repeat((i) => void (sink += encode(ids[i] ?? '', [2, 3]).length)),
  )
  .add('decode a task message', repeat(decodeTask))
  .add('write a sample', repeat(writeRecord))
  .add('read a sample', () => decoder.push(records))
  .add(
    'record into a histogram',
    repeat((i) => histogram.recordNs(latenciesNs[i] ?? 0)),
  );

await bench.run();

const table = new Table({
  head: ['hot path', 'operations/s', 'p50 of one', 'spread (95 % interval of the mean)'],
  colAligns: ['left', 'right', 'right', 'right'],
  style: { head: [], border: [] },
});
for (const { name, result } of bench.tasks) {
  if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
  const { latency } = result;
  table.push([
    name,
    formatNumber((1000 / latency.p50) * OPERATIONS),
    formatDuration(ms(latency.p50 / OPERATIONS)),
    `±${formatNumber(latency.rme)} %`,
  ]);
}
console.log(table.toString());
if (sink === 0) throw new Error('nothing was computed');
