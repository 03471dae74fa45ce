// Section: how the wait grows as slots get busier, measured and as the model sees it.

import { utilizationChart } from '../../charts/utilization.ts';
import { formatDuration, formatRatio, ms } from '../../../units/index.ts';
import { loadPoints } from '../../view/load-points.ts';
import { modelCurve } from '../../view/model-curve.ts';
import type { Report } from '../../view/report.ts';
import { orderSeries } from '../../view/series.ts';
import { chartFigure } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { legend, type Part } from '../part.ts';

export async function utilizationPart(report: Report): Promise<Part | null> {
  const { run, recommendedCell, recommended, waitGoalMs } = report;
  const points = loadPoints(run.cells, recommendedCell?.id ?? null);
  if (points.length === 0) return null;
  const curve = recommended === null ? [] : modelCurve(recommended.setting);
  const chart = await chartFigure({
    caption: 'p95 wait against utilization',
    note: '– one point a setting and load with its 95 % interval, log scale',
    label: 'Points: p95 wait against utilization of the slots for every measured load; dashed: the model.',
    width: 620,
    spec: (width) => utilizationChart({ points, curve, goalMs: waitGoalMs, width }),
  });
  const marks = [
    ...(recommendedCell === null
      ? []
      : [html`<i class="dot" style="border:2px solid var(--ink)"></i>${recommendedCell.label}`]),
    ...(curve.length === 0 ? [] : [html`<i class="dash"></i>model of the recommended setting`]),
  ];
  const series = orderSeries(run.cells.filter((cell) => cell.load !== null).map((cell) => cell.series));
  return {
    id: 'utilization',
    title: 'Wait against utilization',
    aid:
      'The wait rises slowly, then steeply: the bend is where headroom ends. ' +
      'Points far above the dashed curve wait for something the model does not know.',
    content: html`${legend(series, marks)}
      <div class="charts">${chart}${checksTable(report)}</div>`,
  };
}

function checksTable({ plan, recommendedCell }: Report): Markup | null {
  if (plan.kind !== 'fleet' || plan.checks.length === 0) return null;
  return html`<figure style="--w:330px">
    <figcaption>
      Model against measurement
      <span>– p95 wait, ${recommendedCell?.label ?? plan.recommended.setting.label}</span>
    </figcaption>
    <table>
      <thead>
        <tr>
          <th scope="col">utilization</th>
          <th scope="col">predicted</th>
          <th scope="col">measured</th>
        </tr>
      </thead>
      <tbody>
        ${plan.checks.map(
          ({ utilizationRatio, predictedP95WaitMs, measuredP95WaitMs }) =>
            html`<tr>
              <td>${formatRatio(utilizationRatio)}</td>
              <td>${predictedP95WaitMs === null ? 'grows' : formatDuration(ms(predictedP95WaitMs))}</td>
              <td>${formatDuration(ms(measuredP95WaitMs))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </figure>`;
}
