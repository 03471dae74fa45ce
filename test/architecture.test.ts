// Holds the source to the rooms of docs/architecture.md: who may import whom, and how a file must look.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { importSpecifiers, reach, readModules, type Module } from './tooling/module-graph.ts';
import { readRoomTable } from './tooling/room-table.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const MODULES = readModules(join(REPOSITORY, 'src'));
const TESTS = readModules(join(REPOSITORY, 'test'));
const ROOMS = readRoomTable(join(REPOSITORY, 'docs', 'architecture.md'));

const MAX_LINES = 300;
const VAGUE_NAMES = new Set([
  'utils',
  'util',
  'common',
  'helpers',
  'helper',
  'types',
  'misc',
  'shared',
  'lib',
]);
/** Test folders that belong to no room of the source. */
const TEST_FOLDERS = new Set([
  'accuracy',
  'bench',
  'celery',
  'contract',
  'fixtures',
  'golden',
  'runner',
  'tooling',
  'torture',
]);

const room = (path: string): string => path.split('/')[0] ?? '';
const inRoom = (module: Module): boolean => module.path.includes('/');

describe('the architecture', () => {
  it('has every room of the source in the table of docs/architecture.md', () => {
    const rooms = new Set(MODULES.filter(inRoom).map((module) => room(module.path)));
    assert.deepEqual(
      [...rooms].filter((name) => !ROOMS.has(name)),
      [],
    );
    assert.ok(ROOMS.size > 10, 'the table was not found');
  });

  it('lets a room import only the rooms that its row names', () => {
    const wrong = crossings().filter(({ from, to }) => ROOMS.get(room(from))?.has(room(to)) !== true);
    assert.deepEqual(wrong.map(arrow), []);
  });

  it('enters another room only through its index.ts', () => {
    const wrong = crossings().filter(({ to }) => to !== `${room(to)}/index.ts`);
    assert.deepEqual(wrong.map(arrow), []);
  });

  it('keeps capacity, gate and report away from run, worker and broker, however indirectly', () => {
    const start = MODULES.map(({ path }) => path).filter((path) =>
      ['capacity', 'gate', 'report'].includes(room(path)),
    );
    const forbidden = [...reach(MODULES, start)].filter(([path]) =>
      ['run', 'worker', 'broker'].includes(room(path)),
    );
    assert.deepEqual(
      forbidden.map(([, trail]) => trail.join(' -> ')),
      [],
    );
  });

  it('keeps load testing out of the worker system, however indirectly', () => {
    const start = MODULES.map(({ path }) => path).filter((path) => ['worker', 'broker'].includes(room(path)));
    const allowed = new Set(['worker', 'broker', 'machine', 'lifecycle', 'units', 'errors']);
    const strangers = [...reach(MODULES, start)].filter(([path]) => !allowed.has(room(path)));
    assert.deepEqual(
      strangers.map(([, trail]) => trail.join(' -> ')),
      [],
    );
  });

  it('imports only files that exist', () => {
    const known = new Set(MODULES.map(({ path }) => path));
    const missing = MODULES.flatMap(({ path, imports }) =>
      imports.filter((target) => !known.has(target)).map((target) => `${path} -> ${target}`),
    );
    assert.deepEqual(missing, []);
  });
});

describe('a source file', () => {
  const everyFile = [
    ...MODULES.map((module) => ['src', module] as const),
    ...TESTS.map((module) => ['test', module] as const),
  ];

  it('says in its first line what it is for (lists of exports and tests need not)', () => {
    const silent = everyFile.filter(
      ([, { path, firstLine }]) =>
        basename(path) !== 'index.ts' && !path.endsWith('.test.ts') && !/^(\/\/ |\/\*\*? )\S/.test(firstLine),
    );
    assert.deepEqual(
      silent.map(([folder, { path }]) => `${folder}/${path}`),
      [],
    );
  });

  it(`has at most ${MAX_LINES} lines`, () => {
    const long = everyFile.filter(
      ([, { path, lines }]) => lines > MAX_LINES && !path.startsWith('fixtures/'),
    );
    assert.deepEqual(
      long.map(([folder, { path, lines }]) => `${folder}/${path}: ${lines}`),
      [],
    );
  });

  it('lies in a folder named for what it holds', () => {
    const vague = everyFile.filter(([, { path }]) =>
      path.split('/').some((part) => VAGUE_NAMES.has(part.replace(/\.ts$/, ''))),
    );
    assert.deepEqual(
      vague.map(([folder, { path }]) => `${folder}/${path}`),
      [],
    );
  });
});

describe('the tests', () => {
  it('lie in folders that mirror the rooms', () => {
    const folders = readdirSync(join(REPOSITORY, 'test'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const strangers = folders
      .map(({ name }) => name)
      .filter((name) => !ROOMS.has(name) && !TEST_FOLDERS.has(name));
    assert.deepEqual(strangers, []);
  });

  it('exist for every room', () => {
    const rooms = new Set(MODULES.filter(inRoom).map(({ path }) => room(path)));
    const untested = [...rooms].filter(
      (name) => !TESTS.some(({ path }) => room(path) === name && path.endsWith('.test.ts')),
    );
    assert.deepEqual(untested, []);
  });
});

describe('the import reader', () => {
  it('finds every way to import, and none in comments', () => {
    const text = [
      `import a from './a.ts';`,
      `import {\n  type B,\n  b,\n} from "./b.ts";`,
      `import * as c from './c.ts'; import './d.ts';`,
      `import './e.ts';`,
      `export { f } from './f.ts';`,
      `export * from './g.ts';`,
      `export type { H } from './h.ts';`,
      `const i = await import('./i.ts');`,
      `// import x from './no-1.ts';`,
      `/* import x from './no-2.ts'; */`,
      `/**\n * import x from './no-3.ts';\n */`,
    ].join('\n');
    assert.deepEqual(
      importSpecifiers(text).toSorted(),
      ['a', 'b', 'c', 'e', 'f', 'g', 'h', 'i'].map((name) => `./${name}.ts`),
    );
  });

  it('found the source', () => {
    assert.ok(MODULES.length > 50);
    assert.ok(MODULES.some(({ imports }) => imports.length > 3));
    assert.ok(existsSync(join(REPOSITORY, 'src', MODULES[0]?.path ?? '')));
  });
});

interface Crossing {
  readonly from: string;
  readonly to: string;
}

/** Imports that leave their room; the package's own entry (src/index.ts) may look into every room's index. */
function crossings(): readonly Crossing[] {
  return MODULES.filter(inRoom)
    .flatMap(({ path, imports }) => imports.map((to) => ({ from: path, to })))
    .filter(({ from, to }) => room(from) !== room(to));
}

const arrow = ({ from, to }: Crossing): string => `${from} -> ${to}`;
