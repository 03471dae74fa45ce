import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HeadcountError } from '../../src/errors/index.ts';
import { loadText, SMALL } from './ready-scenarios.ts';

const load = (more: string, only: readonly string[] = []) => loadText(SMALL + more, { only });
const ids = async (more: string, only: readonly string[] = []): Promise<readonly string[]> =>
  (await load(more, only)).scenario.cells.map(({ id }) => id);
const refused = (more: string, message: RegExp, only: readonly string[] = []) =>
  assert.rejects(load(more, only), (error) => {
    assert.ok(error instanceof HeadcountError);
    assert.match(error.message, message);
    return true;
  });

test('a matrix gives every combination, the last setting varying fastest', async () => {
  assert.deepEqual(await ids('matrix: { prefetch: [1, 4], pool: [async, threads] }\n'), [
    'pool=async prefetch=1',
    'pool=async prefetch=4',
    'pool=threads prefetch=1',
    'pool=threads prefetch=4',
  ]);
});

test('the matrix fills only what a group leaves out', async () => {
  const { scenario } = await load(
    'fleet: [{ name: web, concurrency: 3 }, { name: batch, pool: threads, workers: 2 }]\n' +
      'matrix: { pool: async, concurrency: [1, 2] }\n',
  );
  assert.deepEqual(
    scenario.cells.map(({ fleet }) =>
      fleet.map(({ pool, concurrency, workers }) => [pool, concurrency, workers]),
    ),
    [
      [
        ['async', 3, 1],
        ['threads', 1, 2],
      ],
      [
        ['async', 3, 1],
        ['threads', 2, 2],
      ],
    ],
  );
});

test('solo has one slot: its cells come to one, and the user is told', async () => {
  const { scenario, notes } = await load('matrix: { pool: [solo, async], concurrency: [2, 4, 8] }\n');
  assert.deepEqual(
    scenario.cells.map(({ id }) => id),
    [
      'pool=solo concurrency=1',
      'pool=async concurrency=2',
      'pool=async concurrency=4',
      'pool=async concurrency=8',
    ],
  );
  assert.equal(scenario.cells[0]?.fleet[0]?.concurrency, 1);
  assert.deepEqual(scenario.cells[0]?.settings, { pool: 'solo', concurrency: 1 });
  assert.equal(notes.length, 1);
  assert.match(notes[0] ?? '', /^solo runs one task at a time/);
});

test('only prefork replaces children: the other pools have one cell without it', async () => {
  const { scenario, notes } = await load(
    'matrix: { pool: [async, prefork], max-tasks-per-child: [never, 100] }\n',
  );
  assert.deepEqual(
    scenario.cells.map(({ id, fleet }) => [id, fleet[0]?.maxTasksPerChild]),
    [
      ['pool=async max-tasks-per-child=never', undefined],
      ['pool=prefork max-tasks-per-child=never', undefined],
      ['pool=prefork max-tasks-per-child=100', 100],
    ],
  );
  assert.equal(notes.length, 1);
});

test('settings with a unit or two ends are varied, and named by it in ids, --only and exclude', async () => {
  const matrix =
    'matrix:\n' +
    '  max-memory-per-child: [never, 200MiB]\n' +
    '  acks: [early, late]\n' +
    '  exclude: [{ max-memory-per-child: 200MiB, acks: early }]\n';
  assert.deepEqual(await ids(matrix), [
    'max-memory-per-child=never acks=early',
    'max-memory-per-child=never acks=late',
    'max-memory-per-child=200MiB acks=late',
  ]);
  const { scenario } = await load(matrix, ['max-memory-per-child=200MiB']);
  assert.deepEqual(
    scenario.cells.map(({ fleet }) => [fleet[0]?.maxMemoryPerChildBytes, fleet[0]?.acks]),
    [[200 * 2 ** 20, 'late']],
  );
});

test('slots that follow the work are compared with slots that do not', async () => {
  const { scenario } = await load(
    'fleet: [{ name: web, concurrency: 8 }]\nmatrix: { autoscale: [never, { min: 1, max: 6 }] }\n',
  );
  assert.deepEqual(
    scenario.cells.map(({ id, fleet }) => [id, fleet[0]?.concurrency, fleet[0]?.autoscale]),
    [
      ['autoscale=never', 8, undefined],
      ['autoscale=1..6', 6, { min: 1, max: 6 }],
    ],
  );
});

test('time limits are varied; a soft one that comes too late is left out', async () => {
  const { scenario, notes } = await load(
    'matrix: { soft-time-limit: [never, 2s], time-limit: [never, 2500ms, 2s] }\n',
  );
  assert.deepEqual(
    scenario.cells.map(({ id, fleet }) => [id, fleet[0]?.softTimeLimitMs, fleet[0]?.timeLimitMs]),
    [
      ['soft-time-limit=never time-limit=never', undefined, undefined],
      ['soft-time-limit=never time-limit=2.5s', undefined, 2500],
      ['soft-time-limit=never time-limit=2s', undefined, 2000],
      ['soft-time-limit=2s time-limit=never', 2000, undefined],
      ['soft-time-limit=2s time-limit=2.5s', 2000, 2500],
    ],
  );
  assert.deepEqual(notes, [
    'a soft-time-limit that is not below the time-limit never comes: its cells run without',
  ]);
  await refused(
    'fleet: [{ name: web, soft-time-limit: 3s, time-limit: 2s }]\n',
    /killed before it is told to end; expected a soft-time-limit below the time-limit/,
  );
});

test('what a system cannot have is left out of its cells, and told', async () => {
  const { scenario, notes } = await load(
    'system: [celery, bullmq]\nmatrix: { pool: [threads], acks: [early, late], time-limit: 2s }\n',
  );
  assert.deepEqual(
    scenario.cells.map(({ id, fleet }) => [id, fleet[0]?.timeLimitMs]),
    [
      ['celery pool=threads acks=early time-limit=never', undefined],
      ['celery pool=threads acks=late time-limit=never', undefined],
      ['bullmq pool=threads acks=late time-limit=never', undefined],
    ],
  );
  assert.ok(
    notes.includes(
      "Celery's threads pool does not stop a task: threads cells on celery run without time limits",
    ),
  );
  assert.ok(
    notes.some((note) =>
      note.startsWith('BullMQ settles a job only when it has run: its cells have acks late'),
    ),
  );
  await refused(
    'system: bullmq\nfleet: [{ name: web, time-limit: 2s }]\n',
    /BullMQ does not limit how long a job runs/,
  );
});

test('exclude drops the combinations that have all its values, and tells when there are none', async () => {
  const matrix = 'matrix: { pool: [prefork, async], concurrency: [2, 32], exclude: ';
  assert.deepEqual(await ids(`${matrix}[{ pool: prefork, concurrency: 32 }] }\n`), [
    'pool=prefork concurrency=2',
    'pool=async concurrency=2',
    'pool=async concurrency=32',
  ]);
  const { notes } = await load(`${matrix}[{ concurrency: 7 }] }\n`);
  assert.match(notes[0] ?? '', /matrix\.exclude\[0\] matches no combination: concurrency 7/);
  await refused(`${matrix}[{ concurrency: [2, 32] }] }\n`, /every combination is excluded/);
});

test('a matrix setting that every group fixes is refused, as is a matrix without end', async () => {
  await refused(
    'fleet: [{ name: web, pool: async }]\nmatrix: { pool: [async, solo] }\n',
    /matrix can't vary it/,
  );
  const many = Array.from({ length: 101 }, (_, index) => index + 1).join(', ');
  await refused(
    `matrix: { concurrency: [${many}], prefetch: [${many}] }\n`,
    /10201 combinations; expected at most/,
  );
});

test('--only keeps the cells that have the value; several must all hold', async () => {
  const matrix = 'matrix: { pool: [solo, threads, async], concurrency: [2, 8] }\n';
  assert.deepEqual(await ids(matrix, ['pool=async,solo', 'concurrency=1,8']), [
    'pool=solo concurrency=1',
    'pool=async concurrency=8',
  ]);
  await refused(matrix, /^--only pool=asinc: this leaves no cell; .*did you mean async\?$/, ['pool=asinc']);
  await refused(matrix, /^--only concurency=2: no cell has a setting/, ['concurency=2']);
  await refused(matrix, /^--only async: this is not a choice/, ['async']);
});

test('ids are unique and stable, and no two cells have the same fleet', async () => {
  const several = <T>(values: readonly T[]) =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 4 });
  const matrixes = fc.record(
    {
      pool: several(['solo', 'prefork', 'threads', 'async', 'gevent']),
      concurrency: several([1, 2, 8]),
      prefetch: several([0, 1, 4]),
      workers: several([1, 2]),
      'max-tasks-per-child': several(['never', 10, 100]),
    },
    { requiredKeys: [] },
  );
  const fleets = fc.constantFrom(
    '[{ name: a }]',
    '[{ name: a, pool: solo }, { name: b }]',
    '[{ name: a }, { name: b, concurrency: 3 }]',
  );
  await fc.assert(
    fc.asyncProperty(matrixes, fleets, async (matrix, fleet) => {
      const more = `fleet: ${fleet}\nmatrix: ${JSON.stringify(matrix)}\n`;
      const { cells } = (await load(more)).scenario;
      assert.equal(new Set(cells.map(({ id }) => id)).size, cells.length);
      assert.equal(new Set(cells.map((cell) => JSON.stringify(cell.fleet))).size, cells.length);
      assert.deepEqual(
        await ids(more),
        cells.map(({ id }) => id),
      );
    }),
    { numRuns: 100 },
  );
});
