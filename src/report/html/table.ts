// A table on the page: real markup, groups of columns, values to sort by; scrolls sideways by itself on narrow screens.

import { html, type Markup } from './markup.ts';

export interface Column<Row> {
  readonly head: string;
  /** Heading over this and neighbouring columns of the same group. */
  readonly group?: string;
  readonly text: (row: Row) => string;
  /** What sorting compares; null sorts last. Default: the text. */
  readonly value?: (row: Row) => number | null;
  readonly prose?: boolean;
  /** Rows in which it stands out. */
  readonly strong?: (row: Row) => boolean;
}

export interface TableOf<Row> {
  readonly caption: string;
  readonly rows: readonly Row[];
  /** The first column: what the row is about. */
  readonly rowHead: {
    readonly head: string;
    readonly text: (row: Row) => string;
    readonly color: (row: Row) => string;
  };
  readonly columns: readonly Column<Row>[];
  readonly chosen: (row: Row) => boolean;
}

export function tableMarkup<Row>({ caption, rows, rowHead, columns, chosen }: TableOf<Row>): Markup {
  const body = rows.map((row) => {
    const name = rowHead.text(row);
    const head = html`<th scope="row" data-v="${name}">
      <i style="background:${rowHead.color(row)}"></i>${name}
    </th>`;
    return html`<tr${chosen(row) ? html` class="chosen"` : null}>${head}${columns.map((column, i) => cell(row, column, edge(columns, i)))}</tr>
`;
  });
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        ${groupRow(columns)}
        <tr>
          <th scope="col" data-sort="0">${rowHead.head}</th>
          ${columns.map((column, i) => html`<th scope="col" data-sort="${i + 1}" ${classes(column, edge(columns, i))}>${column.head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

function cell<Row>(row: Row, column: Column<Row>, atEdge: boolean): Markup {
  const text = column.text(row);
  const value = column.value === undefined ? text : String(column.value(row) ?? '');
  const shown = column.strong?.(row) === true ? html`<b>${text}</b>` : text;
  return html`<td${classes(column, atEdge)} data-v="${value}">${shown}</td>`;
}

function classes<Row>({ prose }: Column<Row>, atEdge: boolean): Markup | null {
  const names = [...(prose === true ? ['text'] : []), ...(atEdge ? ['edge'] : [])].join(' ');
  return names === '' ? null : html` class="${names}"`;
}

// A rule where a group begins or ends.
function edge<Row>(columns: readonly Column<Row>[], index: number): boolean {
  const group = columns[index]?.group;
  return index > 0 && group !== columns[index - 1]?.group;
}

function groupRow<Row>(columns: readonly Column<Row>[]): Markup | null {
  if (columns.every((column) => column.group === undefined)) return null;
  const spans: { name: string; span: number }[] = [];
  for (const { group = '' } of columns) {
    const last = spans.at(-1);
    if (last !== undefined && last.name === group) last.span++;
    else spans.push({ name: group, span: 1 });
  }
  return html`<tr>
    <td></td>
    ${spans.map(({ name, span }) =>
      name === ''
        ? html`<td colspan="${span}"></td>`
        : html`<th scope="colgroup" colspan="${span}" class="group">${name}</th>`,
    )}
  </tr>`;
}
