// A gate's answer as JUnit XML, which every CI server shows. Undecided is an error there, not a skipped test:
// a gate that could not judge has not passed.

import type { Comparison, GateOutcome, GateQuestion, ThresholdOutcome } from '../../gate/index.ts';
import { figureText } from '../view/figure-text.ts';
import { changeText, limitText, metricText } from './words.ts';
import { valueText } from '../view/verdicts.ts';

interface Case {
  readonly cellId: string;
  readonly name: string;
  readonly problem: { readonly element: 'failure' | 'error'; readonly message: string } | null;
}

/** Ends with a newline. */
export function renderGateJunit(outcome: GateOutcome, { result }: GateQuestion): string {
  const suites = [
    suite('thresholds', result.startedAt, outcome.thresholds.map(thresholdCase)),
    ...(outcome.comparison === null
      ? []
      : [
          suite('baseline', result.startedAt, [
            ...outcome.comparison.comparisons.map(comparisonCase),
            ...outcome.comparison.onlyInBase.map(missingCase),
            ...outcome.comparison.unusable.filter(({ run }) => run === 'candidate').map(unusableCase),
          ]),
        ]),
  ];
  const name = attribute(`headcount gate ${result.scenario.name}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${name}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function thresholdCase(row: ThresholdOutcome): Case {
  const { cellId, threshold: name } = row;
  const seen = `${row.subject} is ${valueText(row)}, wanted ${limitText(row)}`;
  switch (row.outcome) {
    case 'passed':
      return { cellId, name, problem: null };
    case 'failed':
      return { cellId, name, problem: { element: 'failure', message: seen } };
    case 'undecided':
      return { cellId, name, problem: { element: 'error', message: `undecided: ${row.reason} (${seen})` } };
  }
}

function comparisonCase(row: Comparison): Case {
  const { cellId, effect } = row;
  const name = metricText(row);
  if (row.verdict === 'undecided') {
    return { cellId, name, problem: { element: 'error', message: `undecided: ${row.reason}` } };
  }
  if (row.verdict !== 'regressed' || effect === null) return { cellId, name, problem: null };
  const figures = `${figureText(row.unit, effect.baseMean)} to ${figureText(row.unit, effect.candidateMean)}`;
  const message = `regressed from ${figures}: ${changeText(row)}, p ${effect.adjustedP.toPrecision(2)}`;
  return { cellId, name, problem: { element: 'failure', message } };
}

const missingCase = (cellId: string): Case => ({
  cellId,
  name: 'cell is present',
  problem: { element: 'error', message: 'the cell is only in the baseline' },
});

const unusableCase = ({
  cellId,
  unusable,
  trials,
}: {
  cellId: string;
  unusable: number;
  trials: number;
}): Case => ({
  cellId,
  name: 'trials are usable',
  problem: { element: 'error', message: `${unusable} of ${trials} trials could not be used` },
});

function suite(name: string, startedAt: string, cases: readonly Case[]): string {
  const count = (element: 'failure' | 'error'): number =>
    cases.filter(({ problem }) => problem?.element === element).length;
  const head = `  <testsuite name="${name}" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" timestamp=${attribute(startedAt)}>`;
  return [head, ...cases.map(caseLine), '  </testsuite>'].join('\n');
}

function caseLine({ cellId, name, problem }: Case): string {
  const names = `classname=${attribute(cellId)} name=${attribute(name)}`;
  if (problem === null) return `    <testcase ${names}/>`;
  return `    <testcase ${names}><${problem.element} message=${attribute(problem.message)}/></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Quoted and escaped; characters that XML 1.0 forbids become a question mark. */
function attribute(text: string): string {
  const legal = [...text].map((one) => (isForbidden(one) ? '?' : one)).join('');
  return `"${legal.replace(/[&<>"]/g, (one) => ENTITIES[one] ?? one)}"`;
}

function isForbidden(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff;
}
