// Shows how a run goes on: what is running, how many trials are left, how long it will take. On a terminal one line
// is rewritten in place; elsewhere a line is printed as each trial ends.

import {
  closedPhases,
  latencyPhases,
  phaseQuantile,
  type PhaseRecord,
  type SystemRecord,
  type TrialRecord,
} from '../result/index.ts';
import type { RunEvent, TrialPosition } from '../run/index.ts';
import type { Scenario } from '../scenario/index.ts';
import { formatDuration, formatRate, ms, perSecond, type Milliseconds } from '../units/index.ts';
import type { Output } from './host.ts';

const REWRITE_EVERY_MS = 250;

interface Current {
  readonly trial: TrialPosition;
  readonly leftMs: Milliseconds;
  readonly sinceMs: number;
  phase: string;
}

export class Progress implements Disposable {
  readonly #output: Output;
  readonly #timer: NodeJS.Timeout | undefined;
  #current: Current | undefined;
  #lineShown = false;

  constructor(output: Output, scenario: Scenario) {
    this.#output = output;
    const trials = scenario.cells.length * scenario.repeats;
    this.line(`${scenario.name}: ${scenario.cells.length} settings, ${trials} trials`);
    if (output.isTerminal) this.#timer = setInterval(() => this.#rewrite(), REWRITE_EVERY_MS);
  }

  /** A line that stays. */
  line(text: string): void {
    this.#clear();
    this.#output.write(`${text}\n`);
  }

  show(event: RunEvent): void {
    switch (event.event) {
      case 'prepared':
        return this.line(preparedText(event.system));
      case 'trial-started':
        this.#current = {
          trial: event.trial,
          leftMs: event.leftMs,
          sinceMs: performance.now(),
          phase: 'starting',
        };
        return this.#rewrite();
      case 'fleet-ready':
        return;
      case 'phase-started':
        if (this.#current !== undefined) this.#current.phase = event.phase;
        return this.#rewrite();
      case 'fault':
        return this.line(`${position(event.trial)} fault: ${event.detail}`);
      case 'trial-ended':
        this.#current = undefined;
        return this.line(`${position(event.trial)} ${event.trial.cell.id}: ${trialFigures(event.record)}`);
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #rewrite(): void {
    if (!this.#output.isTerminal || this.#current === undefined) return;
    const { trial, leftMs, sinceMs, phase } = this.#current;
    const left = timeLeft(leftMs - (performance.now() - sinceMs));
    const text = `${position(trial)} ${trial.cell.id}: ${phase}, ${left} left`;
    this.#clear();
    this.#output.write(text.slice(0, Math.max(10, this.#output.columns - 1)));
    this.#lineShown = true;
  }

  #clear(): void {
    if (this.#lineShown) this.#output.write('\r\u001b[2K');
    this.#lineShown = false;
  }
}

function preparedText({ version, runtime, decisions, calibration }: SystemRecord): string {
  const speed =
    calibration === null
      ? []
      : [`${Math.round(calibration.cpuIterationsPerMs)} iterations a millisecond of CPU work`];
  return [`${version} on ${runtime}`, ...speed, ...decisions].join('; ');
}

function position(trial: TrialPosition): string {
  const width = String(trial.total).length;
  return `[${String(trial.order).padStart(width)}/${trial.total}]`;
}

/** "8 s", "1 min 10 s", "2 h 5 min". */
function timeLeft(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What a trial found, in a line: "capacity 420/s, wait p95 12 ms"; of closed loops the throughput of each. */
export function trialFigures(record: TrialRecord): string {
  if (record.failure !== null) return `failed: ${record.failure.message.split('\n', 1)[0]}`;
  if (record.state === 'interrupted') return 'interrupted';
  const [open] = latencyPhases(record);
  const capacity =
    record.capacityPerSec === null ? [] : [`capacity ${formatRate(perSecond(record.capacityPerSec))}`];
  const wait = open === undefined ? [] : [waitText(open)];
  const codes = [...new Set(record.refusals.map(({ code }) => code))].join(', ');
  const invalid = record.state === 'invalid' ? [`INVALID (${codes})`] : [];
  const closed = closedPhases(record).map(closedText);
  // Labels of closed loops have commas of their own.
  return [...capacity, ...wait, ...closed, ...invalid].join(closed.length > 0 ? '; ' : ', ') || 'done';
}

const closedText = ({ label, throughputPerSec }: PhaseRecord): string =>
  `${label}: ${formatRate(perSecond(throughputPerSec))}`;

function waitText(phase: PhaseRecord): string {
  const p95 = phaseQuantile([phase], 'wait', 0.95);
  if (p95.kind === 'value') return `wait p95 ${formatDuration(ms(p95.valueMs))}`;
  return p95.why === 'unstable' ? 'backlog grew' : `${p95.count} of ${p95.needed} tasks for a wait p95`;
}
