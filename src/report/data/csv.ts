// Every measured phase of every trial as comma-separated values (RFC 4180), for spreadsheets and notebooks.

import {
  backlogGrew,
  meansSomething,
  quantileNeeds,
  type CellRecord,
  type LatencyField,
  type Parts,
  type PhaseRecord,
  type RunResult,
  type TrialRecord,
} from '../../result/index.ts';
import { cellFacts } from '../view/labels.ts';

interface RowSource {
  readonly result: RunResult;
  readonly cell: CellRecord | undefined;
  readonly trial: TrialRecord;
  /** Null for a trial that has no figures: its one row says so. */
  readonly phase: PhaseRecord | null;
}

type Value = string | number | boolean | null;

interface CsvColumn {
  readonly name: string;
  readonly meaning: string;
  readonly read: (row: RowSource) => Value;
}

const column = (name: string, meaning: string, read: CsvColumn['read']): CsvColumn => ({
  name,
  meaning,
  read,
});

const facts = (row: RowSource) => (row.cell === undefined ? null : cellFacts(row.cell));

type Percentile = 'p50' | 'p95' | 'p99';

const SHARES: Readonly<Record<Percentile, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

function latencyColumns(prefix: string, what: string, key: LatencyField): CsvColumn[] {
  const at = (name: string, read: (phase: PhaseRecord) => number | null) =>
    column(`${prefix}_${name}_ms`, `${name} of ${what}, milliseconds`, ({ phase }) =>
      phase === null || phase[key].summary.count === 0 || !isFigure(phase, key) ? null : read(phase),
    );
  const percentile = (name: Percentile) =>
    at(name, (phase) =>
      phase[key].summary.count < quantileNeeds(SHARES[name]) ? null : phase[key].summary[`${name}Ms`],
    );
  return [
    at('mean', (phase) => phase[key].summary.meanMs),
    percentile('p50'),
    percentile('p95'),
    percentile('p99'),
    at('max', (phase) => phase[key].summary.maxMs),
  ];
}

/** Waits of a queue that was kept full, or under a growing backlog: no figures, here as on the page. */
const isFigure = (phase: PhaseRecord, key: LatencyField): boolean =>
  meansSomething([phase], key) && !backlogGrew([phase], key);

/** The mean of one of the five parts of a task's time. */
const part = (name: string, meaning: string, key: keyof Parts): CsvColumn =>
  column(`${name}_mean_ms`, `mean ${meaning}, milliseconds`, ({ phase }) => {
    const summary = phase?.flow?.total[key].summary;
    return summary === undefined || summary.count === 0 ? null : summary.meanMs;
  });

/** The columns in order. An empty field means: not measured, or refused because it would mislead. */
export const CSV_COLUMNS: readonly CsvColumn[] = [
  column('scenario', 'name of the scenario', ({ result }) => result.scenario.name),
  column('started_at', 'start of the run, UTC', ({ result }) => result.startedAt),
  column('cell', 'id of the cell', ({ trial }) => trial.cellId),
  column('system', 'system under test', (row) => row.cell?.system ?? null),
  column('pool', 'pool of the workers', (row) => facts(row)?.pool ?? null),
  column('concurrency', 'slots of one worker', (row) => facts(row)?.concurrency ?? null),
  column('prefetch', 'prefetch multiplier; ∞ for no limit', (row) => facts(row)?.prefetch ?? null),
  column('workers', 'workers of the fleet', ({ trial }) => trial.workers),
  column('slots', 'slots of the fleet', ({ trial }) => trial.slots),
  column('repeat', 'which repeat of the cell, from 1', ({ trial }) => trial.repeat),
  column('order', 'position in the run, from 1', ({ trial }) => trial.order),
  column(
    'state',
    'measured, invalid, failed or interrupted: only measured counts',
    ({ trial }) => trial.state,
  ),
  column('capacity_per_s', 'tasks a second with a full queue', ({ trial }) => trial.capacityPerSec),
  column('phase', 'kind of load', ({ phase }) => phase?.phase ?? null),
  column('load', 'the load in words', ({ phase }) => phase?.label ?? null),
  column('duration_ms', 'length of the measured window', ({ phase }) => phase?.durationMs ?? null),
  column('offered_per_s', 'rate offered on schedule', ({ phase }) => phase?.offeredPerSec ?? null),
  column('throughput_per_s', 'bodies ended a second', ({ phase }) => phase?.throughputPerSec ?? null),
  column('utilization', 'busy share of the slots, 0 to 1', ({ phase }) => phase?.utilizationRatio ?? null),
  column('sent', 'tasks sent in the phase', ({ phase }) => phase?.sent ?? null),
  column('completed', 'bodies that ended well', ({ phase }) => phase?.completed ?? null),
  column('failed', 'bodies that threw', ({ phase }) => phase?.failed ?? null),
  ...latencyColumns('wait', 'started - intended', 'wait'),
  ...latencyColumns('service', 'finished - started', 'service'),
  ...latencyColumns('end_to_end', 'finished - intended', 'endToEnd'),
  part('slip', 'lateness of the generator', 'slip'),
  part('broker_wait', 'time from sent to reserved', 'brokerWait'),
  part('reserved_wait', 'time from reserved to started', 'reservedWait'),
  part('settle', 'time from finished to settled', 'settle'),
  column('stranded', 'share of slot-time that prefetch left idle', strandedShare),
  column('limited_by', 'what limited the phase', ({ phase }) => phase?.attribution?.cause ?? null),
  column('steadiness', 'whether the phase was steady', ({ phase }) => phase?.steadiness.verdict ?? null),
  column('cut_ms', 'warm-up cut off', ({ phase }) => phase?.steadiness.cutMs ?? null),
  column(
    'drift_per_s',
    'tasks by which the backlog grew a second',
    ({ phase }) => phase?.steadiness.drift?.tasksPerSec ?? null,
  ),
  column('slip_p99_ms', 'lateness of the generator', ({ phase }) => phase?.slip?.summary.p99Ms ?? null),
  column(
    'memory_peak_bytes',
    'memory of the fleet, peak',
    ({ phase }) => phase?.resources.memoryPeakBytes ?? null,
  ),
  column('memory_kind', 'pss or rss', ({ phase }) => phase?.resources.memoryKind ?? null),
  column('cpu_cores', 'CPU of the fleet, mean', ({ phase }) => phase?.resources.cpuCores ?? null),
  column('cpu_ms_per_task', 'CPU of the fleet a task', ({ phase }) => phase?.resources.cpuMsPerTask ?? null),
  column('ledger_sent', 'tasks sent in the whole trial', ({ trial }) => trial.ledger?.sent ?? null),
  column('ledger_lost', 'tasks lost in the whole trial', ({ trial }) => trial.ledger?.lost ?? null),
  column('ledger_balanced', 'whether the ledger adds up', ({ trial }) => trial.ledger?.balanced ?? null),
  column('warnings', 'codes of trial and phase, space-separated', warningCodes),
];

/** One header, then one row a trial and phase of all the runs given. */
export function renderCsv(results: readonly RunResult[]): string {
  const rows = results.flatMap(rowsOf);
  const lines = rows.map((row) => CSV_COLUMNS.map((one) => field(one.read(row))).join(','));
  return `${[CSV_COLUMNS.map((one) => one.name).join(','), ...lines].join('\r\n')}\r\n`;
}

function strandedShare({ phase }: RowSource): number | null {
  return phase?.flow?.stranded?.strandedRatio ?? null;
}

function rowsOf(result: RunResult): readonly RowSource[] {
  const cells = new Map(result.cells.map((cell) => [cell.id, cell]));
  return result.trials.flatMap((trial): RowSource[] => {
    const base = { result, cell: cells.get(trial.cellId), trial };
    return trial.phases.length === 0
      ? [{ ...base, phase: null }]
      : trial.phases.map((phase) => ({ ...base, phase }));
  });
}

function warningCodes({ trial, phase }: RowSource): string {
  return [...new Set([...trial.warnings, ...(phase?.warnings ?? [])].map((warning) => warning.code))].join(
    ' ',
  );
}

function field(value: Value): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  // A spreadsheet takes a text that begins so for a formula; names in a result are input.
  const text = /^[=+\-@\t]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
