// What all charts share: type, ink and grid as CSS variables of the page, so one drawing serves light, dark and print.

import type { TopLevelSpec } from 'vega-lite';

type Config = NonNullable<TopLevelSpec['config']>;

/** Room in pixels around the plot. Given by hand: without a canvas, Vega can only guess the width of text. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export const INK = 'var(--ink)';
export const MUTED = 'var(--muted)';

export const CHART_CONFIG: Config = {
  background: 'transparent',
  font: 'inherit',
  view: { stroke: null },
  axis: {
    aria: false,
    labelColor: MUTED,
    labelFontSize: 12,
    titleColor: MUTED,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    gridColor: 'var(--grid)',
    domain: false,
    ticks: false,
    labelPadding: 6,
    titlePadding: 8,
    labelFlush: false,
  },
};

/** Width of text in pixels, near enough to keep labels on the page (average of a sans-serif face). */
export function textWidth(text: string, fontSize = 12): number {
  return Math.ceil(text.length * fontSize * 0.58);
}

/** The frame of a chart that is `width` x `height` in all, margins included. */
export function frame(width: number, height: number, margins: Margins) {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: width - margins.left - margins.right,
    height: height - margins.top - margins.bottom,
    padding: margins,
    autosize: { type: 'none' },
    config: CHART_CONFIG,
  } as const;
}
