// The top of the page: the answer in a sentence, its key figures, verdicts, warnings.

import type { FleetPlan } from '../../../capacity/index.ts';
import {
  formatDuration,
  formatNumber,
  formatRate,
  formatRatio,
  formatSize,
  perSecond,
} from '../../../units/index.ts';
import { answerOf, type Answer } from '../../view/answer.ts';
import { plainText, type Estimate } from '../../view/figure.ts';
import { rangeText } from '../../view/figure-text.ts';
import { goalText } from '../../view/goal-text.ts';
import { settingLimit } from '../../view/limits.ts';
import type { Report } from '../../view/report.ts';
import { html, type Markup } from '../markup.ts';

export function answerMarkup(report: Report): Markup {
  const { plan } = report;
  const { kind, headline, reason, confidence } = answerOf(report);
  const goal =
    plan.kind === 'figures' || plan.goal === null
      ? null
      : html`<p class="sure"><b>Goal.</b> ${goalText(plan.goal)}.</p>`;
  return html`<section class="answer ${kind}" id="answer" aria-labelledby="headline">
      <p class="eyebrow">${EYEBROWS[kind]}</p>
      <h1 id="headline">${headline}</h1>
      <p>${reason}</p>
      <p class="sure"><b>How sure.</b> ${confidence}</p>
      ${goal}
    </section>
    ${plan.kind === 'fleet' ? cards(report, plan) : null}`;
}

const EYEBROWS: Readonly<Record<Answer['kind'], string>> = {
  recommendation: 'Recommendation',
  comparison: 'Comparison',
  none: 'No recommendation',
};

interface Card {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly tone?: 'good' | 'bad';
}

function cards(report: Report, plan: FleetPlan): Markup {
  const all = [...fleetCards(plan), ...goalCards(plan), ...resourceCards(plan), measuredCard(report, plan)];
  return html`<dl class="cards" style="--n:${all.length <= 7 ? all.length : Math.ceil(all.length / 2)}">
    ${all.map(
      ({ name, value, note, tone }) =>
        html`<div class="card ${tone ?? ''}">
          <dt>${name}</dt>
          <dd>${value}</dd>
          <dd class="note">${note}</dd>
        </div>`,
    )}
  </dl>`;
}

function fleetCards({ recommended }: FleetPlan): Card[] {
  const { workers, neededWorkers, slots, busySlots, forecast } = recommended;
  const spare = workers - neededWorkers;
  return [
    {
      name: 'Workers',
      value: formatNumber(workers),
      note: spare === 0 ? 'none to spare' : `${neededWorkers} needed, ${spare} to spare`,
    },
    {
      name: 'Slots',
      value: formatNumber(slots),
      note: `${formatNumber(busySlots)} busy on average (${formatRatio(forecast.utilizationRatio)})`,
    },
  ];
}

function goalCards({ recommended, goal }: FleetPlan): Card[] {
  const { slos, forecast } = recommended;
  if (slos.length === 0) {
    const p95 = forecast.wait.p95Ms;
    return [
      {
        name: 'p95(wait)',
        value: p95 === null ? 'grows' : formatDuration(p95),
        note: 'predicted; no goal was set',
      },
    ];
  }
  const lost = goal.survive > 0 ? ` with ${goal.survive} lost` : '';
  return slos.map(({ slo, predictedMs, limitMs, holds }) => ({
    name: slo.replace(/\s*<.*$/, ''),
    value: predictedMs === null ? 'grows' : formatDuration(predictedMs),
    note: `predicted${lost}; goal: under ${formatDuration(limitMs)}`,
    tone: holds ? 'good' : 'bad',
  }));
}

function resourceCards({ recommended }: FleetPlan): Card[] {
  const { cores, memoryBytes, setting, machines } = recommended;
  const cards: Card[] = [
    {
      name: 'CPU cores',
      value: cores === null ? '–' : formatNumber(cores),
      note:
        setting.cpuMsPerTask === null
          ? 'not measured'
          : `${formatNumber(setting.cpuMsPerTask)} ms of CPU a task`,
    },
    {
      name: 'Memory',
      value: memoryBytes === null ? '–' : formatSize(memoryBytes),
      note:
        setting.memoryPerWorkerBytes === null
          ? 'not measured'
          : `${formatSize(setting.memoryPerWorkerBytes)} a worker`,
    },
  ];
  if (machines === null) return cards;
  const price = machines.pricePerMonth === null ? '' : `, ${formatNumber(machines.pricePerMonth)} a month`;
  const note = `${machines.workersPerMachine} workers each, ${machines.bound}-bound${price}`;
  return [...cards, { name: 'Machines', value: formatNumber(machines.machines), note }];
}

function measuredCard({ recommendedCell }: Report, { recommended }: FleetPlan): Card {
  const { setting } = recommended;
  const fleet = setting.measuredWorkers === 1 ? 'one worker' : `${setting.measuredWorkers} workers`;
  const memory = recommendedCell?.memory?.perSlot;
  const slot = memory === undefined ? '' : `, ${plainText(memory)} a slot`;
  const limit = recommendedCell === null ? null : settingLimit(recommendedCell);
  const limited = limit === null ? '' : `, limited by ${limit.cause}`;
  const capacity = recommendedCell?.capacity;
  const spread = capacity === null || capacity === undefined ? '' : rangeOf(capacity);
  return {
    name: 'Measured',
    value: formatRate(perSecond(setting.capacityPerSec)),
    note: `${spread}by ${fleet}${slot}${limited}`,
  };
}

const rangeOf = ({ value, low, high }: Estimate): string =>
  low === null || high === null ? '' : `${rangeText('per-second', value, low, high)}, `;
