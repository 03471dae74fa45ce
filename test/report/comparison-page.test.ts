// The page of a run of closed loops alone: a comparison, with a place for every figure.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { writeHtmlReport } from '../../src/report/index.ts';
import { judged, noBrokenFigure } from './rendered.ts';
import { furnishedPeers, sampleRun } from './sample.ts';

describe('the charts of several systems', () => {
  it('draw each with marks and lines of its own', async () => {
    const base = sampleRun({ repeats: 1, observations: 100 });
    const cells = base.cells.map((cell, i) => ({
      ...cell,
      system: i % 2 === 0 ? ('celery' as const) : cell.system,
    }));
    const page = await writeHtmlReport(...judged({ ...base, cells }));
    const [, scaling = ''] = page.split('How it grows with slots');
    const [drawing = ''] = scaling.split('</figure>');
    assert.match(drawing, /<i class="square"/);
    assert.match(drawing, /<path[^>]*stroke-dasharray="7,3"/);
    assert.match(drawing, /<path[^>]*d="M-[\d.]+,-[\d.]+h/);
  });
});

describe('the page of a run that only compares', () => {
  let page = '';
  const part = (id: string): string =>
    new RegExp(`<section class="part" id="${id}"[^]*?</section>`).exec(page)?.[0] ?? '';
  before(async () => {
    page = await writeHtmlReport(...judged(furnishedPeers()));
  });

  it('says that it is a comparison, and speaks of no goal', () => {
    assert.match(page, /<p class="eyebrow">Comparison<\/p>/);
    assert.doesNotMatch(page, /[Nn]o recommendation|no goal was set|id="settings"/);
    noBrokenFigure(page);
  });

  it('has a heading, a chart and a table a load, a column a system, the best in bold', () => {
    const headings = [...part('side-by-side').matchAll(/<h3 class="after">(.*?)<\/h3>/g)].map(
      ([, text]) => text,
    );
    assert.deepEqual(headings, [
      '2000 outstanding, nothing',
      '500 outstanding, compute',
      '500 outstanding, call-api',
    ]);
    assert.equal(part('side-by-side').match(/<figure class="chart"/g)?.length, 3);
    assert.match(part('side-by-side'), /<b>54,400\/s \([^<]*\)<\/b>/);
    assert.match(part('side-by-side'), /Bold is better than the others of its row/);
  });

  it('has the figures that have no part of their own under each load', () => {
    const [, every = ''] = part('side-by-side').split('<summary>Every figure');
    for (const head of [
      'was it steady',
      'limited by',
      'service',
      'reserved wait',
      'kernel cores',
      'busiest event loop',
    ]) {
      assert.match(every, new RegExp(`>\\s*${head}\\s*<`), head);
    }
    assert.match(every, /<td[^>]*>cpu</);
  });

  it('names the limits of every setting load by load, with the evidence', () => {
    assert.match(part('limits'), /<summary>2000 outstanding, nothing/);
    assert.match(part('limits'), /What limits every setting under 2000 outstanding, nothing/);
    assert.match(part('limits'), /the machine was 97 % busy/);
  });
});
