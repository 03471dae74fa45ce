// Memory of every cell: the peak of one worker (children included), or that divided by its slots.

import type { TopLevelSpec } from 'vega-lite';
import { bytes, formatSize } from '../../units/index.ts';
import type { CellView, MemoryView } from '../view/cells.ts';
import { groundLayers, labelRoom, rowPosition } from './row-layers.ts';
import { layRows, ROW_HEIGHT, ROWS_TOP } from './rows.ts';
import type { UnitSpec } from './spec-parts.ts';
import { frame, INK } from './theme.ts';

const MIB = 2 ** 20;

export interface MemoryChart {
  readonly cells: readonly CellView[];
  readonly rowTitle: string;
  readonly read: (memory: MemoryView) => number;
  readonly title: string;
  readonly width: number;
  readonly recommendedId: string | null;
}

export function memoryChart(chart: MemoryChart): TopLevelSpec {
  const rows = layRows(chart.cells, chart.rowTitle);
  const margins = { top: ROWS_TOP, right: 72, bottom: 40, left: labelRoom(rows) };
  const y = rowPosition(rows);
  const data = rows.rows.flatMap(({ y: at, cell }) => {
    if (cell.memory === null) return [];
    const value = chart.read(cell.memory);
    const text = formatSize(bytes(value));
    return [
      {
        y: at,
        color: cell.series.color,
        mib: value / MIB,
        text,
        title: `${cell.label}: ${text} ${chart.title}`,
      },
    ];
  });
  const tickCount = Math.max(2, Math.round((chart.width - margins.left - margins.right) / 110));
  // Stacked bars with round ends would each be clipped in a group of its own.
  const x = { field: 'mib', type: 'quantitative', stack: null } as const;
  const plot: UnitSpec[] = [
    {
      mark: { type: 'bar', height: ROW_HEIGHT - 6, cornerRadiusEnd: 3 },
      encoding: {
        y,
        x: { ...x, title: `MiB ${chart.title}`, axis: { tickCount } },
        color: { field: 'color', type: 'nominal', scale: null },
        description: { field: 'title' },
      },
    },
    {
      mark: { type: 'text', align: 'left', dx: 6, fontSize: 12, fill: INK, aria: false },
      encoding: { y, x, text: { field: 'text' } },
    },
  ];
  const height = rows.count * ROW_HEIGHT + margins.top + margins.bottom;
  return {
    ...frame(chart.width, height, margins),
    data: { values: data },
    layer: [...groundLayers(rows, chart.width - margins.left, chart.recommendedId), ...plot],
  };
}
