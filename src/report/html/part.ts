// One section of the page: heading, a line that says what to look for, content.

import type { Series } from '../view/series.ts';
import { html, type Markup } from './markup.ts';

export interface Part {
  readonly id: string;
  readonly title: string;
  readonly aid: string;
  readonly content: Markup;
}

export function partMarkup({ id, title, aid, content }: Part): Markup {
  return html`<section class="part" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    <p class="aid">${aid}</p>
    ${content}
  </section>`;
}

/** Names, colours and shapes of the series, and further marks explained. */
export function legend(series: readonly Series[], marks: readonly Markup[] = []): Markup {
  return html`<ul class="legend">
    ${series.map(({ name, color, mark }) => html`<li><i${shapeClass(series, mark)} style="background:${color}"></i>${name}</li>`)}
    ${marks.map((mark) => html`<li>${mark}</li>`)}
  </ul>`;
}

// Of one system there is nothing to tell apart: a plain swatch, as in the tables.
function shapeClass(series: readonly Series[], { shape }: Series['mark']): Markup | null {
  return new Set(series.map(({ mark }) => mark.shape)).size === 1 ? null : html` class="${shape}"`;
}

/** Says what a chart had no room for. */
export function limitNote(left: number, what: string): Markup | null {
  if (left === 0) return null;
  const settings = `${left} further ${left === 1 ? 'setting' : 'settings'}`;
  return html`<p class="limit">
    Shown: ${what}. ${settings} ${left === 1 ? 'is' : 'are'} in the full table.
  </p>`;
}
