// Holds the linter to its configuration: every rule we count on must really report a violation, in the folder
// where it applies and not where it does not. (An override glob that matches nothing would be silent.)

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const CONFIG = 'test/tooling/oxlint.json';

// Each line breaks the rule that its comment names, and no other.
const VIOLATIONS = `
import { exit } from 'node:process'; // no-restricted-imports
export const leave = exit;
import { Buffer } from 'node:buffer'; // consistent-type-imports
export type Bytes = Buffer;
const later = async (): Promise<void> => { await Promise.resolve(); };
later(); // no-floating-promises
console.log('hello'); // no-console
export const draw = Math.random(); // no-restricted-properties
export const args = process.argv; // no-restricted-properties
export const { env } = process; // no-restricted-properties
export function kind(x: 'a' | 'b'): number { switch (x) { case 'a': return 1; } return 2; } // switch-exhaustiveness-check
export const cast = JSON.parse('1') as { readonly z: number }; // no-unsafe-type-assertion
export const loose = JSON.parse('1'); // no-unsafe-assignment
export const anything = (x: any): void => { void x; }; // no-explicit-any
process.on('SIGTERM', () => {}); // no-restricted-properties
[1].forEach(async () => { await later(); }); // no-misused-promises
export const stack = AsyncDisposableStack; // no-restricted-globals
export default 3; // no-default-export
`;

const FILES: Readonly<Record<string, string>> = {
  'src/run/violations.ts': VIOLATIONS,
  'src/run/cycle-a.ts': `import { b } from './cycle-b.ts';\nexport const a = (): number => b();\n`,
  'src/run/cycle-b.ts': `import { a } from './cycle-a.ts';\nexport const b = (): number => a();\n`,
  'src/run/long-file.ts': `export {};\n${'// line\n'.repeat(300)}`,
  'src/run/long-function.ts': `export function long(): void {\n${'  // line\n'.repeat(60)}}\n`,
  'src/run/child-main.ts': `import process from 'node:process';\nexport const args = process.argv;\n`,
  'src/cli/host.ts': `import process from 'node:process';\nexport const args = process.argv;\n`,
  'test/run/long.ts': `export function long(): void {\n${'  console.log(1);\n'.repeat(80)}}\n`,
};

interface Finding {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

describe('the lint configuration', () => {
  let folder = '';
  let findings: readonly Finding[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headcount-lint-'));
    for (const [name, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    for (const name of [CONFIG, 'tsconfig.json', 'package.json'])
      await cp(join(REPOSITORY, name), join(folder, name));
    await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    findings = await lint(folder);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const rulesIn = (file: string): readonly string[] =>
    findings.filter((finding) => finding.file === file).map((finding) => finding.rule);

  for (const [index, line] of VIOLATIONS.split('\n').entries()) {
    const rule = /\/\/ ([\w-]+)$/.exec(line)?.[1];
    if (rule === undefined) continue;
    it(`reports ${rule} for: ${line.slice(0, 60)}`, () => {
      const reported = findings.filter(
        ({ file, line: at }) => file === 'src/run/violations.ts' && at === index + 1,
      );
      assert.ok(
        reported.some((finding) => finding.rule === rule),
        `reported instead: ${JSON.stringify(reported)}`,
      );
    });
  }

  it('reports import cycles', () => {
    assert.ok(rulesIn('src/run/cycle-a.ts').includes('no-cycle'));
  });

  it('limits files to 300 lines and functions to 60, comments included', () => {
    assert.deepEqual(rulesIn('src/run/long-file.ts'), ['max-lines']);
    assert.deepEqual(rulesIn('src/run/long-function.ts'), ['max-lines-per-function']);
  });

  it('lets the command line and child-process entry points touch the process', () => {
    assert.deepEqual(rulesIn('src/cli/host.ts'), []);
    assert.deepEqual(rulesIn('src/run/child-main.ts'), []);
  });

  it('lets tests print and be long', () => {
    assert.deepEqual(rulesIn('test/run/long.ts'), []);
  });
});

function lint(cwd: string): Promise<readonly Finding[]> {
  const oxlint = join(REPOSITORY, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const args = [oxlint, '-c', CONFIG, '--type-aware', '-f', 'unix', 'src', 'test'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd }, (_error, stdout) => {
      const lines = stdout.matchAll(/^(?<file>[^:\n]+):(?<line>\d+):\d+: .*\(([\w/-]+)\)\]$/gm);
      resolve([...lines].map(([, file = '', line = '', rule = '']) => ({ file, line: Number(line), rule })));
    });
  });
}
