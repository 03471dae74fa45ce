// Section: the machine, the broker and how the figures came about, so that a reader can judge and repeat them.

import { bytes, formatNumber, formatRatio, formatSize, ratio } from '../../../units/index.ts';
import type { RunResult } from '../../../result/index.ts';
import type { Report } from '../../view/report.ts';
import { html, type Markup } from '../markup.ts';
import type { Part } from '../part.ts';
import { certificateMarkup } from './certificate.ts';

type Fact = readonly [string, string];

export function methodPart({ result, plan }: Report): Part {
  const assumptions = plan.kind === 'impossible' ? [] : plan.assumptions;
  return {
    id: 'method',
    title: 'Machine and method',
    aid: 'Figures hold for this machine and this load. What was measured, on what, and how.',
    content: html`<div class="two">
        <div>
          <h3>Machine</h3>
          ${factList(machineFacts(result))}
        </div>
        <div>
          <h3>Run</h3>
          ${factList(runFacts(result))}
        </div>
        <div>
          <h3>How it was measured</h3>
          <ul class="plain">
            ${METHOD.map((line) => html`<li>${line}</li>`)}
          </ul>
        </div>
        <div>
          <h3>Ledger</h3>
          <p>${ledgerStatement(result)}</p>
          ${
            assumptions.length === 0
              ? null
              : html`<h3 style="margin-top:18px">What the plan assumes</h3>
                  <ul class="plain">
                    ${assumptions.map((line) => html`<li>${line}</li>`)}
                  </ul>`
          }
        </div>
      </div>
      ${certificateMarkup(result.certificate)}
      <details style="margin-top:18px">
        <summary>The scenario: ${result.scenario.path}</summary>
        <pre>${result.scenario.text}</pre>
      </details>`,
  };
}

const METHOD: readonly string[] = [
  'Every process stamps with the same monotonic clock; stamps are taken by the task body, in its slot.',
  'Wait counts from the time a task was due, not from when it was sent, so a late generator or a stalled worker cannot hide.',
  'A CPU task is a fixed amount of work, calibrated on an idle core: contention shows as longer service.',
  'The load comes from a process of its own. Trials ran in random order, by the seed above.',
  'Percentiles come from HDR histograms with 0.1 % value error; a figure is the mean over the repeats, its interval (95 %) is that of the mean.',
  'With one repeat the interval of a percentile is that of its own tasks, taken as independent; a percentile of too few tasks is refused.',
  'The beginning of a phase is cut off as long as throughput and backlog still change (MSER-5); waits under a growing backlog are refused.',
];

function factList(facts: readonly Fact[]): Markup {
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function machineFacts({ environment: e }: RunResult): Fact[] {
  const limits = [
    ...(e.cgroupCpus === null ? [] : [`${formatNumber(e.cgroupCpus)} CPUs`]),
    ...(e.cgroupMemoryBytes === null ? [] : [formatSize(bytes(e.cgroupMemoryBytes))]),
  ];
  return [
    ['Host', e.hostname],
    ['CPU', `${e.cpus} × ${e.cpuModel} (${e.architecture})`],
    ['Memory', formatSize(bytes(e.memoryBytes))],
    ['Limits', limits.length === 0 ? 'none' : limits.join(', ')],
    ['System', `${e.os}, ${e.kernel}`],
    ['Node.js', e.node],
  ];
}

function runFacts(result: RunResult): Fact[] {
  const { broker, environment } = result;
  const owned = broker.ownedByRun ? 'started for this run' : 'given';
  return [
    [
      'Scenario',
      `${result.scenario.name}${result.scenario.description === '' ? '' : `: ${result.scenario.description}`}`,
    ],
    ...changedFacts(result.scenario),
    ['Time', `${result.startedAt} to ${result.finishedAt}`],
    ['Trials', `${result.trials.length} trials of ${result.cells.length} settings, seed ${result.seed}`],
    ['Broker', `${broker.kind} ${broker.version} at ${broker.url}, ${owned}`],
    [
      'Tasks',
      result.workload.tasks.map((task) => `${task.name} (${task.kind}, weight ${task.weight})`).join(', '),
    ],
    ...result.systems.map(systemFact),
    [
      'headcount',
      `${environment.headcount}${environment.commit === null ? '' : `, commit ${environment.commit}`}`,
    ],
  ];
}

function changedFacts({ overrides, only }: RunResult['scenario']): Fact[] {
  return [
    ...(overrides.length === 0 ? [] : [['Changed by --set', overrides.join(', ')] as const]),
    ...(only.length === 0 ? [] : [['Kept by --only', only.join(', ')] as const]),
  ];
}

function systemFact({ name, version, runtime, decisions, calibration }: RunResult['systems'][number]): Fact {
  const speed =
    calibration === null
      ? 'no CPU task, so not calibrated'
      : `calibrated to ${formatNumber(calibration.cpuIterationsPerMs)} iterations a ms, spread ${formatRatio(ratio(calibration.spreadRatio))}`;
  return [`System ${name}`, [`${version} on ${runtime}`, speed, ...decisions].join('; ')];
}

function ledgerStatement({ trials }: RunResult): string {
  const ledgers = trials.flatMap((trial) => trial.ledger ?? []);
  const count = (read: (ledger: (typeof ledgers)[number]) => number) =>
    ledgers.reduce((sum, ledger) => sum + read(ledger), 0).toLocaleString('en-US');
  const balanced = ledgers.filter((ledger) => ledger.balanced).length;
  return (
    `${count((l) => l.sent)} tasks were sent: ${count((l) => l.doneOnce)} done once, ${count((l) => l.failed)} failed, ` +
    `${count((l) => l.lost)} lost, ${count((l) => l.left)} withdrawn unstarted at the end; ${count((l) => l.doneAgain)} ran ` +
    `again. ${balanced} of ${ledgers.length} ledgers balance.`
  );
}
