// Section: what planned faults cost, and how long until all was as before.

import { formatDuration, ms } from '../../../units/index.ts';
import { faultsOf, type FaultView } from '../../view/faults.ts';
import type { Report } from '../../view/report.ts';
import { html } from '../markup.ts';
import type { Part } from '../part.ts';
import { tableMarkup } from '../table.ts';

export function faultsPart({ run, recommendedCell }: Report): Part | null {
  const rows = run.cells.flatMap(faultsOf);
  if (rows.length === 0) return null;
  return {
    id: 'faults',
    title: 'Faults and recovery',
    aid:
      'Recovered means: throughput and wait are back within the band they kept before the fault. The timeline ' +
      'below marks each fault and shades the time it was felt.',
    content: html`${tableMarkup({
      caption: 'What each fault cost; recovery is the median over the repeats, counts are of all of them',
      rows,
      rowHead: { head: 'setting', text: ({ cell }) => cell.label, color: ({ cell }) => cell.series.color },
      columns: [
        { head: 'fault', text: ({ detail }) => detail, prose: true },
        { head: 'after', value: ({ atMs }) => atMs, text: ({ atMs }) => formatDuration(ms(atMs)) },
        {
          head: 'recovered in',
          value: ({ recoveryMs }) => recoveryMs,
          text: ({ recovery }) => recovery,
          prose: true,
        },
        {
          head: 'longest wait',
          value: ({ worstWaitMs }) => worstWaitMs,
          text: ({ worstWaitMs }) => (worstWaitMs === null ? '–' : formatDuration(ms(worstWaitMs))),
        },
        { head: 'lost', value: ({ lost }) => lost, text: lostText },
        {
          head: 'done again',
          value: ({ doneAgain }) => doneAgain,
          text: ({ doneAgain }) => count(doneAgain),
        },
        ...(rows.some(({ remark }) => remark !== '')
          ? [{ head: 'why lost', text: ({ remark }: FaultView) => remark, prose: true }]
          : []),
      ],
      chosen: ({ cell }) => cell === recommendedCell,
    })}`,
  };
}

const lostText = ({ lost }: FaultView): string => (lost === null ? 'not told apart' : count(lost));

const count = (value: number): string => value.toLocaleString('en-US');
