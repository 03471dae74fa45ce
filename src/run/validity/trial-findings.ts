// The rules of measurement, applied to a whole trial: its ledger, its samples, its clock.

import type { HandlingCounts, Ledger, PhaseResources } from '../../result/index.ts';
import type { ProcessUsage } from '../../measure/index.ts';
import type { AttachedFacts, TaskFailures } from '../../system/index.ts';
import { formatNumber } from '../../units/index.ts';
import type { BodyKind } from '../../workload/index.ts';
import type { ClockWatch } from './clock-watch.ts';
import { ledgerText } from '../ledger/ledger-text.ts';
import { attachedFindings } from './attached-rule.ts';
import { failureFindings } from './failure-rule.ts';
import { finding, type Finding } from './finding.ts';

/** More missing samples than this share leave a hole in the figures. */
const MISSING_RATIO = 0.01;

export interface TrialFindingFacts {
  readonly ledger: Ledger | null;
  readonly handling: HandlingCounts | null;
  readonly clock: ClockWatch;
  /** Whether the scenario itself killed, paused or cut something: then lost tasks are its own doing. */
  readonly disturbed: boolean;
  readonly memoryKinds: readonly PhaseResources['memoryKind'][];
  readonly usage: readonly ProcessUsage[];
  readonly taskFailures: readonly TaskFailures[];
  /** Undefined = we started the fleet. */
  readonly attached: AttachedFacts | undefined;
  /** What the bodies of its tasks do, by the tasks' names. */
  readonly kinds: ReadonlyMap<string, BodyKind>;
}

export function trialFindings(facts: TrialFindingFacts): readonly Finding[] {
  return [
    ...ledgerFindings(facts),
    ...handlingFindings(facts),
    ...facts.clock.findings(),
    ...memoryFindings(facts),
    ...attachedFindings(facts.attached),
    ...failureFindings(facts.taskFailures, facts.kinds),
  ];
}

function ledgerFindings({ ledger, disturbed }: TrialFindingFacts): readonly Finding[] {
  if (ledger === null) return [];
  const { sent, lost, balanced } = ledger;
  const findings: Finding[] = [];
  if (!balanced) findings.push(finding('ledger-unbalanced', ledgerText(ledger)));
  if (lost === 0) return findings;
  findings.push(finding('tasks-lost', `${lost} of ${sent} tasks never finished`));
  if (disturbed) return findings;
  const detail = `no stamp of ${formatNumber(lost)} of ${formatNumber(sent)} tasks, and no worker had died`;
  return [...findings, finding('samples-missing', detail, lost > MISSING_RATIO * sent)];
}

function handlingFindings({ handling }: TrialFindingFacts): readonly Finding[] {
  if (handling === null) return [];
  const { joined, executionsAlone } = handling;
  const all = joined + executionsAlone;
  if (executionsAlone <= MISSING_RATIO * all) return [];
  const detail = `no worker told when it reserved ${formatNumber(executionsAlone)} of ${formatNumber(all)} tasks`;
  return [finding('handling-missing', detail)];
}

function memoryFindings({ memoryKinds, usage }: TrialFindingFacts): readonly Finding[] {
  if (!memoryKinds.includes('rss') || !usage.some(({ role }) => role === 'child')) return [];
  return [finding('memory-rss', 'sums over children count shared pages several times')];
}
