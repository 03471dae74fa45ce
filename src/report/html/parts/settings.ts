// Section: what every measured setting would need for the goal, so the recommendation can be weighed.

import type { Plan, PlannedSetting, SizedSetting } from '../../../capacity/index.ts';
import { assertNever } from '../../../errors/index.ts';
import {
  bytes,
  formatDuration,
  formatNumber,
  formatRatio,
  formatSize,
  ms,
  ratio,
} from '../../../units/index.ts';
import type { CellView } from '../../view/cells.ts';
import { goalText } from '../../view/goal-text.ts';
import type { Report } from '../../view/report.ts';
import { html } from '../markup.ts';
import type { Part } from '../part.ts';
import { tableMarkup, type Column } from '../table.ts';

interface Row {
  readonly cell: CellView | undefined;
  readonly label: string;
  readonly setting: PlannedSetting;
}

export function settingsPart({ plan, run, recommended }: Report): Part | null {
  // Without a goal there is nothing to need workers for.
  if (plan.kind === 'figures' || plan.goal === null || plan.settings.length === 0) return null;
  const chosen = recommended?.setting.cellId;
  const cells = new Map(run.cells.map((cell) => [cell.id, cell]));
  const rows = plan.settings.map((setting): Row => {
    const id = cellIdOf(setting);
    const cell = cells.get(id);
    return { cell, setting, label: cell?.label ?? id };
  });
  const rankOf = (row: Row): number => (cellIdOf(row.setting) === chosen ? 0 : workersOf(row));
  return {
    id: 'settings',
    title: 'Settings compared',
    aid: `What every setting would need for ${goalText(plan.goal)}. Fewer cores and less memory for the same goal is better; the reason says what rules a setting out.`,
    content: html`${tableMarkup({
      caption: 'Workers, slots, wait and resources by setting; sort by any column',
      rows: rows.toSorted((a, b) => rankOf(a) - rankOf(b)),
      rowHead: {
        head: 'setting',
        text: (row) => row.label,
        color: (row) => row.cell?.series.color ?? 'var(--muted)',
      },
      columns: columnsOf(plan),
      chosen: (row) => cellIdOf(row.setting) === chosen,
    })}`,
  };
}

const cellIdOf = (setting: PlannedSetting): string =>
  setting.state === 'not-usable' ? setting.cellId : setting.setting.cellId;

const sized = (row: Row): SizedSetting | null => (row.setting.state === 'meets-goal' ? row.setting : null);
const workersOf = (row: Row): number => sized(row)?.workers ?? Infinity;

function number(
  head: string,
  read: (s: SizedSetting) => number | null,
  write: (n: number) => string,
): Column<Row> {
  const value = (row: Row): number | null => {
    const found = sized(row);
    return found === null ? null : read(found);
  };
  return {
    head,
    value,
    text: (row) => {
      const found = value(row);
      return found === null ? '–' : write(found);
    },
  };
}

function columnsOf(plan: Plan): Column<Row>[] {
  const machine = plan.kind !== 'figures' && plan.goal !== null && plan.goal.machine !== null;
  const priced = machine && plan.goal.machine?.pricePerHour !== undefined;
  return [
    number('workers', (s) => s.workers, formatNumber),
    number('slots', (s) => s.slots, formatNumber),
    number(
      'utilization',
      (s) => s.forecast.utilizationRatio,
      (n) => formatRatio(ratio(n)),
    ),
    number(
      'p95 wait',
      (s) => s.forecast.wait.p95Ms,
      (n) => formatDuration(ms(n)),
    ),
    number('cores', (s) => s.cores, formatNumber),
    number(
      'memory',
      (s) => s.memoryBytes,
      (n) => formatSize(bytes(n)),
    ),
    ...(machine ? [number('machines', (s) => s.machines?.machines ?? null, formatNumber)] : []),
    ...(priced ? [number('price a month', (s) => s.machines?.pricePerMonth ?? null, formatNumber)] : []),
    { head: '', text: remark, prose: true },
  ];
}

function remark({ setting }: Row): string {
  switch (setting.state) {
    case 'meets-goal':
      return setting.warnings.map((warning) => warning.code).join(', ');
    case 'out-of-reach':
    case 'not-usable':
      return setting.reason;
    default:
      return assertNever(setting);
  }
}
