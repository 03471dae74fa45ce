// What a figure was measured on: it is worth nothing without.

import { availableParallelism, cpus, totalmem } from 'node:os';

export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  return `${availableParallelism()} x ${model}, ${gib} GiB, Node ${process.versions.node}`;
}

/** A whole number given on the command line. */
export function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name} wants a whole number of at least ${least}`);
}
