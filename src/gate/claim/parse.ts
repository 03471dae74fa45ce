// Reads claims. The grammar (docs/claims.md explains it; white space between symbols is free):
//
//   claim    ::= side ( "<" | ">" ) [ factor "x" ] side
//   side     ::= subject [ "[" { choice } "]" ]
//   subject  ::= as a threshold has it: "throughput", "p95(wait:mail)"
//   choice   ::= key "=" value { "," value }      as --only and the names of cells have it
//              | "load" "=" number                the place of a phase in the scenario's load, from 1
//
// A wrong claim is refused with what is wrong and what would work, before anything runs.

import { HeadcountError } from '../../errors/index.ts';
import { METRICS, type MetricName } from '../threshold/metrics.ts';
import { accept, parseSubject, refuse, type Outcome } from '../threshold/parse.ts';
import { unitOf } from '../threshold/limit.ts';
import type { Choice, Claim, Side } from './claim.ts';

const EXAMPLE = 'throughput[pool=gevent] > 2 x throughput[pool=prefork]';
/** Not inside of brackets, where "=" stands between a setting and its value. */
const COMPARISON = /(<=|>=|==|!=|<|>)(?![^[]*\])/;
const FACTOR = /^(\S+?)\s*x\s+(.*)$/s;
const SIDE = /^([^[\]]*?)\s*(?:\[([^[\]]*)\])?$/s;
/** Figures of the trial as a whole. */
const OF_TRIAL: readonly MetricName[] = ['capacity', 'lost', 'failed', 'done_again'];

/** The claim a text means. Throws BAD_CLAIM with a hint. */
export function parseClaim(text: string): Claim {
  const parsed = readClaim(text);
  if (parsed.ok) return parsed.value;
  throw new HeadcountError('BAD_CLAIM', `claim '${text}': ${parsed.problem}`, { hint: parsed.hint });
}

/** The claim, or what is wrong with its text. */
export function readClaim(text: string): Outcome<Claim> {
  const comparison = COMPARISON.exec(text);
  if (comparison === null) return refuse('there is no comparison', `write '<' or '>': '${EXAMPLE}'`);
  const [sign] = comparison;
  const operator = sign.startsWith('<') ? '<' : '>';
  if (sign !== operator) return refuse(`'${sign}' is not a comparison of a claim`, "write '<' or '>'");
  const left = readSide(text.slice(0, comparison.index).trim());
  if (!left.ok) return left;
  const { factor, rest } = splitFactor(text.slice(comparison.index + sign.length).trim());
  if (!(factor > 0 && factor < Infinity)) return refuse('the factor is not a number above 0', "write '2 x'");
  const right = readSide(rest);
  if (!right.ok) return right;
  const claim = { left: left.value, operator, factor, right: right.value } as const;
  const [one, other] = [claim.left.subject.metric, claim.right.subject.metric];
  if (unitOf(one) === unitOf(other)) return accept(claim);
  return refuse(
    `${one} is a ${METRICS[one].kind} and ${other} a ${METRICS[other].kind}`,
    'compare figures of the same kind',
  );
}

function splitFactor(text: string): { readonly factor: number; readonly rest: string } {
  const [, factor = '1', rest = text] = FACTOR.exec(text) ?? [];
  return { factor: /^\d+(\.\d+)?$/.test(factor) ? Number(factor) : Number.NaN, rest };
}

function readSide(text: string): Outcome<Side> {
  const [, measured, inBrackets = ''] = SIDE.exec(text) ?? [];
  if (measured === undefined) {
    return refuse(`'${text}' is not a figure of some settings`, `write it as in '${EXAMPLE}'`);
  }
  const subject = parseSubject(measured);
  if (!subject.ok) return refuse(subject.problem, claimHint(subject.hint));
  const words = inBrackets.split(/\s+/).filter((word) => word !== '');
  const choices: Choice[] = [];
  for (const word of words) {
    const choice = readChoice(word);
    if (!choice.ok) return choice;
    const { key } = choice.value;
    if (choices.some((other) => other.key === key)) return refuse(`${key} is chosen twice`, onceHint(key));
    choices.push(choice.value);
  }
  return placed({ subject: subject.value, choices, load: null });
}

// A threshold's hint ends with a limit, which a claim has none of.
const claimHint = (hint: string): string => hint.replace(/ [<>=]+ [^']*'/, "'");

const onceHint = (key: string): string =>
  key === 'load' ? 'a figure is of one load' : `write ${key}=this,that for either`;

function readChoice(word: string): Outcome<Choice> {
  const [key = '', list, ...more] = word.split('=');
  const values = (list ?? '').split(',');
  if (key !== '' && list !== undefined && more.length === 0 && values.every((value) => value !== '')) {
    return accept({ key, values });
  }
  return refuse(`'${word}' chooses no setting`, "write setting=value, as in '[pool=gevent concurrency=100]'");
}

// The load is no setting of a cell.
function placed(side: Side): Outcome<Side> {
  const choice = side.choices.find(({ key }) => key === 'load');
  if (choice === undefined) return accept(side);
  const number = choice.values.join(',');
  if (!/^[1-9]\d{0,3}$/.test(number)) {
    return refuse(`load=${number} is not a place in the load`, 'write load=1 for its first phase');
  }
  const { metric } = side.subject;
  if (OF_TRIAL.includes(metric)) {
    return refuse(`${metric} is of the whole trial, not of one load`, 'leave load out');
  }
  return accept({ ...side, choices: side.choices.filter((one) => one !== choice), load: Number(number) });
}
