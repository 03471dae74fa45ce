// The table on a terminal: fits, does not colour a pipe, cannot be used to steer the terminal.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderSummaryMarkdown, renderTerminalReport } from '../../src/report/index.ts';
import { matchesGolden } from '../golden/golden.ts';
import { judged } from './rendered.ts';
import { eventfulRun, sampleRun } from './sample.ts';

const ESCAPE = '\u001b';

describe('the terminal report', () => {
  it('fits 80 columns without colour', async () => {
    const text = renderTerminalReport(...judged(sampleRun({ repeats: 2 })), 80);
    assert.ok(text.split('\n').every((line) => [...line].length <= 80));
    assert.ok(!text.includes(ESCAPE));
    await matchesGolden('report/terminal-80.txt', `${text}\n`);
  });

  it('shows more columns where there is room, fewer where there is not', async () => {
    const judgedRun = judged(sampleRun());
    const wide = renderTerminalReport(...judgedRun, 190);
    assert.match(wide, /wait p99.*service p50.*mem\/worker.*state/);
    const narrow = renderTerminalReport(...judgedRun, 44);
    assert.ok(narrow.split('\n').every((line) => [...line].length <= 44));
    await matchesGolden('report/terminal-190.txt', `${wide}\n`);
  });

  it('says the highest rate that a search found, however narrow', () => {
    const searched = judged(eventfulRun({ repeats: 1 }));
    for (const columns of [44, 80, 190]) {
      const [head = '', ...rows] = renderTerminalReport(...searched, columns).split('\n');
      assert.match(head, /highest rate/);
      assert.match(rows.slice(0, 4).join('\n'), / 158\/s/);
    }
    assert.match(renderSummaryMarkdown(...searched), /\| highest rate \|/);
    assert.doesNotMatch(renderTerminalReport(...judged(sampleRun()), 190), /highest rate/);
  });

  it('marks the recommended setting, and colours only where asked', () => {
    const text = renderTerminalReport(...judged(sampleRun()), 100, true);
    assert.match(text, /→ \w+ ×\d+/);
    assert.ok(text.includes(`${ESCAPE}[1m`));
  });

  it('turns control characters of names into question marks', () => {
    const base = sampleRun({ repeats: 1 });
    const cells = base.cells.map((cell, i) => ({
      ...cell,
      settings: { ...cell.settings, note: `${ESCAPE}[2J${i}` },
    }));
    const text = renderTerminalReport(...judged({ ...base, cells }), 200);
    assert.ok(!text.includes(ESCAPE));
    assert.match(text, /note \?\[2J/);
  });
});
