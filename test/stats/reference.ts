// Reads the reference cases of one group, and compares figures by relative error.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';

const FILE = new URL('../../../test/fixtures/reference/statistics.json', import.meta.url);

const caseSchema = z.object({
  name: z.string(),
  group: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  expected: z.record(z.string(), z.unknown()),
});

const cases = z.object({ cases: z.array(caseSchema) }).parse(JSON.parse(readFileSync(FILE, 'utf8'))).cases;

export interface ReferenceCase<I, E> {
  readonly name: string;
  readonly inputs: I;
  readonly expected: E;
}

/** The cases whose name begins so, inputs and expectations read by the schemas; at least one. */
export function referenceCases<I, E>(
  prefix: string,
  inputs: z.ZodType<I>,
  expected: z.ZodType<E>,
): readonly ReferenceCase<I, E>[] {
  const found = cases.filter(({ name }) => name.startsWith(prefix));
  assert.ok(found.length > 0, `no reference case begins with ${prefix}`);
  return found.map((one) => ({
    name: one.name,
    inputs: inputs.parse(one.inputs),
    expected: expected.parse(one.expected),
  }));
}

/** |actual - expected| within `relative` of the expected size (absolute when 0 is expected). */
export function near(actual: number, expected: number, relative = 1e-9): void {
  const allowed = relative * (expected === 0 ? 1 : Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= allowed, `${actual} is not within ${allowed} of ${expected}`);
}

/** Narrows an answer to the kind expected; fails with the answer otherwise. */
export function kind<A extends { readonly kind: string }, K extends A['kind']>(
  answer: A,
  wanted: K,
): Extract<A, { readonly kind: K }> {
  assert.equal(answer.kind, wanted, JSON.stringify(answer));
  return answer as Extract<A, { readonly kind: K }>;
}
