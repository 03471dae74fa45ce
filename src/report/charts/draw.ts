// From a Vega-Lite specification to the SVG text of the page: no canvas, no script left in it.
// Every mark's description becomes its <title>, which browsers show on hover.

import type { TopLevelSpec } from 'vega-lite';
import { escapeText } from '../html/markup.ts';

/** Draws one chart. `label` says in a sentence what it shows, for those who cannot see it. */
export async function drawChart(spec: TopLevelSpec, label: string): Promise<string> {
  // Loaded on first use: the two libraries take longer to load than most commands to run.
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const runtime = vega.parse(vegaLite.compile(spec).spec);
  const view = new vega.View(runtime, { renderer: 'none', logLevel: vega.Error });
  try {
    return page(await view.toSVG(), label);
  } finally {
    view.finalize();
  }
}

/** Vega's empty frames around groups; drawn they would be nothing. */
const EMPTY_FRAME = /^<path class="(?:background|foreground)"(?![^>]* (?:fill|stroke)=)/;
const NOISE = new RegExp(
  ' (?:pointer-events="none"|opacity="1"|stroke-width="1"|aria-hidden="true"|font-family="inherit"' +
    '|(?:role|aria-roledescription|aria-label|class|xmlns(?::xlink)?|version|stroke-miterlimit)="[^"]*")',
  'g',
);
// Numbers from the layout carry fifteen digits; a tenth of a pixel is enough.
const LONG_NUMBER = /-?\d+\.\d{2,}(?:e-\d+)?/g;
const MARK_WITH_TITLE = /<(path|rect|line|circle)([^>]*) aria-label="([^"]*)"([^>]*)\/>/g;

function page(svg: string, label: string): string {
  const titled = svg.replace(MARK_WITH_TITLE, '<$1$2$4><title>$3</title></$1>');
  // Only inside tags: text between them is what people read, and stays as it is.
  const clean = titled.replace(/<[^>]*>/g, (tag) => (EMPTY_FRAME.test(tag) ? '' : cleanTag(tag)));
  return clean.replace(/^\s*<svg/, `<svg role="img" aria-label="${escapeText(label)}"`);
}

function cleanTag(tag: string): string {
  return tag.replace(NOISE, '').replace(LONG_NUMBER, (n) => String(Number(Number(n).toFixed(1))));
}
