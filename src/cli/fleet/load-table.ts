// The load of a fleet as text that fits a terminal: workers, queues, and what to do.

import { plainTable, printable } from '../../report/index.ts';
import { formatNumber } from '../../units/index.ts';
import { advise } from './advice.ts';
import type { FleetLoad, WorkerLoad } from './load.ts';

/** What the other columns of the wider table need. */
const FIGURES_WIDTH = 54;
const NARROWEST_NAME = 12;

export function loadTable(load: FleetLoad, title: string, columns: number): string {
  const nameWidth = Math.max(NARROWEST_NAME, columns - FIGURES_WIDTH);
  const workers = plainTable({
    head: ['WORKER', 'POOL', 'ACTIVE', 'SLOTS', 'UTIL', 'RESERVED', 'HELD', 'TASKS/S'],
    rows: load.workers.map((worker) => [
      cut(worker.node, nameWidth),
      cut(worker.pool, 8),
      String(worker.active),
      String(worker.slots),
      utilization(worker),
      String(worker.reserved),
      String(worker.scheduled),
      worker.startedPerSec === null ? '–' : formatNumber(worker.startedPerSec),
    ]),
    left: (column) => column < 2,
  });
  const queues = plainTable({
    head: ['QUEUE', 'WAITING', 'RESERVED', 'HELD', 'SERVED BY'],
    rows: load.queues.map(({ queue, waiting, reserved, scheduled, servedBy }) => [
      cut(queue, nameWidth),
      String(waiting),
      String(reserved),
      String(scheduled),
      cut(
        servedBy.length === 0 ? 'nobody' : servedBy.join(', '),
        Math.max(NARROWEST_NAME, columns - nameWidth - 32),
      ),
    ]),
    left: (column) => column === 0 || column === 4,
  });
  const sentences = advise(load).flatMap((sentence) => wrap(printable(sentence), columns));
  return `${[cut(title, columns), '', ...workers, '', ...queues, '', ...sentences].join('\n')}\n`;
}

/** 0 for a worker without slots. */
export function utilizationOf({ active, slots }: WorkerLoad): number {
  return slots === 0 ? 0 : active / slots;
}

function utilization(worker: WorkerLoad): string {
  return `${Math.round(utilizationOf(worker) * 100)} %`;
}

function cut(text: string, width: number): string {
  const clean = printable(text);
  return clean.length <= width ? clean : `${clean.slice(0, width - 1)}…`;
}

/** Lines of whole words, the first with an arrow. */
function wrap(sentence: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '→';
  for (const word of sentence.split(' ')) {
    if (line.length + 1 + word.length > columns && line.trim() !== '→' && line.trim() !== '') {
      lines.push(line);
      line = ' ';
    }
    line = `${line} ${word}`;
  }
  return [...lines, line];
}
