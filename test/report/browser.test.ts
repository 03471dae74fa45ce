// The page in a real browser: every chart is drawn with a size, nothing overflows, colours follow the theme.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import * as z from 'zod';
import { writeHtmlReport } from '../../src/report/index.ts';
import { BROWSER, findProgram } from '../runner/programs.ts';
import { judged } from './rendered.ts';
import { eventfulRun, furnishedPeers } from './sample.ts';

const chromium = process.env['HEADCOUNT_TEST_CHROMIUM'] ?? findProgram(BROWSER.names);

const measuredSchema = z.object({
  charts: z.array(z.object({ width: z.number(), height: z.number(), marks: z.number() })),
  folded: z.number(),
  overflow: z.number(),
  light: z.string(),
  dark: z.string(),
  firstAfterSort: z.string(),
});

// Runs in the page and leaves what it saw in the DOM, which the browser prints.
const MEASURE = `<script>
const shown = [...document.querySelectorAll('figure.chart svg')].filter((svg) => svg.checkVisibility());
// The narrowest window is wider than a telephone: the page is laid out in 400 pixels of it.
if (innerWidth < 640) document.body.style.width = '400px';
const overflow = document.body.scrollWidth - document.body.clientWidth;
const folded = document.querySelectorAll('details:not([open]) figure.chart svg').length;
const bar = document.querySelector('figure.chart svg path[fill^="var(--c"]');
const color = (theme) => { document.documentElement.dataset.theme = theme; return getComputedStyle(bar).fill; };
document.querySelector('#table th[data-sort="2"]').click();
document.body.dataset.measured = JSON.stringify({
  charts: shown.map((svg) => ({ width: svg.getBoundingClientRect().width, height: svg.getBoundingClientRect().height,
    marks: svg.querySelectorAll('path,line,text').length })),
  folded,
  overflow,
  light: color('light'), dark: color('dark'),
  firstAfterSort: document.querySelector('#table tbody th').textContent.trim(),
});
</script>`;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe('the page in a browser', { skip: chromium === undefined && 'no chromium on PATH' }, () => {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'headcount-page-'));
    const runs = {
      report: eventfulRun({ repeats: 1, observations: 200 }),
      peers: furnishedPeers(),
    };
    for (const [name, run] of Object.entries(runs)) {
      const page = await writeHtmlReport(...judged(run));
      await writeFile(
        join(directory, `${name}.html`),
        page.replace('</body>', () => `${MEASURE}</body>`),
      );
    }
  });
  after(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));

  async function open(width: number, page = 'report'): Promise<z.infer<typeof measuredSchema>> {
    const { stdout } = await promisify(execFile)(
      chromium ?? '',
      [
        ...FLAGS,
        `--user-data-dir=${join(directory, `profile-${page}-${width}`)}`,
        `--window-size=${width},2000`,
        '--dump-dom',
        `file://${join(directory, `${page}.html`)}`,
      ],
      { maxBuffer: 64 * 2 ** 20 },
    );
    const found = /data-measured="([^"]*)"/.exec(stdout)?.[1] ?? '';
    return measuredSchema.parse(JSON.parse(found.replaceAll('&quot;', '"').replaceAll('&amp;', '&')));
  }

  for (const [name, width] of [
    ['wide', 1280],
    ['narrow', 500],
  ] as const) {
    it(`draws every chart on a ${name} screen, and nothing sticks out`, async () => {
      const { charts, folded, overflow } = await open(width);
      assert.equal(charts.length, 21);
      assert.equal(folded, 21);
      for (const chart of charts) {
        assert.ok(chart.width > 250 && chart.width < (width < 640 ? 400 : width), `width ${chart.width}`);
        assert.ok(chart.height > 80, `height ${chart.height}`);
        assert.ok(chart.marks > 5);
      }
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
    });
  }

  it('sets loads side by side on a wide and on a narrow screen, and nothing sticks out', async () => {
    for (const width of [1280, 500]) {
      const { charts, overflow } = await open(width, 'peers');
      // A chart a load, memory of a worker and of a slot, a timeline of three panels.
      assert.equal(charts.length, 8);
      for (const chart of charts) assert.ok(chart.width > 250 && chart.height > 80 && chart.marks > 5);
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
    }
  });

  it('has other colours in the dark, and sorts the table by a click', async () => {
    const { light, dark, firstAfterSort } = await open(1024);
    assert.match(light, /^rgb/);
    assert.notEqual(light, dark);
    assert.equal(firstAfterSort, 'async ×16, prefetch 4');
  });
});
