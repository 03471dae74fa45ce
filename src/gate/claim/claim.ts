// A claim after parsing: two figures of settings of the same run, and which of them is said to be larger, by how much.

import { subject, type Subject } from '../threshold/threshold.ts';

/** A claim as a scenario and a result have it. */
export interface ClaimText {
  /** In words. */
  readonly says: string;
  /** As a comparison, in the grammar of parse.ts. */
  readonly that: string;
}

/** "pool=gevent,eventlet": settings with one of the values. */
export interface Choice {
  readonly key: string;
  readonly values: readonly string[];
}

/** One side of the comparison. */
export interface Side {
  readonly subject: Subject;
  /** Settings it is about; those that every choice keeps. */
  readonly choices: readonly Choice[];
  /** Place in the scenario's load, from 1; null = the phases that a threshold reads. */
  readonly load: number | null;
}

export interface Claim {
  readonly left: Side;
  readonly operator: '<' | '>';
  /** What the right side is multiplied with; above 0. */
  readonly factor: number;
  readonly right: Side;
}

/** "p95(wait:mail)[load=2 prefetch=1]". */
export function sideText({ subject: measured, choices, load }: Side): string {
  const words = [
    ...choices.map(({ key, values }) => `${key}=${values.join(',')}`),
    ...(load === null ? [] : [`load=${load}`]),
  ];
  return `${subject(measured)}${words.length === 0 ? '' : `[${words.join(' ')}]`}`;
}
