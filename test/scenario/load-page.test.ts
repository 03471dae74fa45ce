// docs/load.md: every example on it is a load that a scenario may have, and its trace is one that can be replayed.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadScenario } from '../../src/scenario/index.ts';

const page = readFileSync(new URL('../../../docs/load.md', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'headcount-load-page-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text);

const HEAD = `name: page
workload:
  tasks:
${['fetch-page', 'search', 'resize-image', 'nightly-import'].map((name) => `    - { name: ${name}, kind: io, duration: 5ms }\n`).join('')}load:
  - { saturate: 1s }
`;

test('every example of docs/load.md loads', async () => {
  writeFileSync(join(folder, 'monday.csv'), blocks('csv').join(''));
  writeFileSync(join(folder, 'monday.jsonl'), blocks('json').join(''));
  const examples = blocks('yaml');
  assert.ok(examples.length >= 7);
  const path = join(folder, 'page.yaml');
  const labels: string[] = [];
  for (const example of examples) {
    writeFileSync(path, HEAD + example.replaceAll(/^/gm, '  '));
    const { scenario } = await loadScenario(path, { readFile: (file) => readFile(file, 'utf8') });
    labels.push(...scenario.load.slice(1).map((phase) => ('label' in phase ? phase.label : phase.phase)));
  }
  assert.ok(labels.includes('replay monday.csv') && labels.includes('sine 50/s to 350/s'));
});
