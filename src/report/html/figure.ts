// A chart on the page: drawn at the width it is read at, and again for narrow screens where that is not legible.

import type { TopLevelSpec } from 'vega-lite';
import { drawChart } from '../charts/draw.ts';
import { html, trusted, type Markup } from './markup.ts';

export interface ChartFigure {
  /** Short caption above the drawing. */
  readonly caption: string;
  /** After the caption, muted. */
  readonly note?: string;
  /** What the chart shows, in a sentence, for those who do not see it. */
  readonly label: string;
  /** Width in pixels at which the chart is drawn for wide screens. */
  readonly width: number;
  /** Between caption and drawing. */
  readonly legend?: Markup;
  readonly spec: (width: number) => TopLevelSpec;
}

/** Width of the drawing for narrow screens. */
export const NARROW_WIDTH = 320;

export async function chartFigure({
  caption,
  note,
  label,
  width,
  legend,
  spec,
}: ChartFigure): Promise<Markup> {
  const wide = await drawChart(spec(width), label);
  const drawings =
    width === NARROW_WIDTH
      ? html`<div>${trusted(wide)}</div>`
      : html`<div class="wide">${trusted(wide)}</div>
          <div class="narrow">${trusted(await drawChart(spec(NARROW_WIDTH), label))}</div>`;
  const after = note === undefined ? null : html` <span>${note}</span>`;
  return html`<figure class="chart" style="--w:${width}px">
    <figcaption>${caption}${after}</figcaption>
    ${legend ?? null}${drawings}
  </figure>`;
}
