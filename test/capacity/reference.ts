// The reference cases of the capacity models, by group, and comparison by relative error.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';

const FILE = new URL('../../../test/fixtures/reference/capacity.json', import.meta.url);

const caseSchema = z.object({
  name: z.string(),
  group: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  expected: z.record(z.string(), z.unknown()),
});

const { cases } = z.object({ cases: z.array(caseSchema) }).parse(JSON.parse(readFileSync(FILE, 'utf8')));

export interface ReferenceCase<I, E> {
  readonly name: string;
  readonly inputs: I;
  readonly expected: E;
}

/** The cases of a group whose inputs and expectations have the shape asked for; at least one. */
export function referenceCases<I, E>(
  group: string,
  inputs: z.ZodType<I>,
  expected: z.ZodType<E>,
): readonly ReferenceCase<I, E>[] {
  const found = cases.flatMap((one) => {
    if (one.group !== group) return [];
    const given = inputs.safeParse(one.inputs);
    const wanted = expected.safeParse(one.expected);
    return given.success && wanted.success
      ? [{ name: one.name, inputs: given.data, expected: wanted.data }]
      : [];
  });
  assert.ok(found.length > 0, `no reference case of ${group} has this shape`);
  return found;
}

/** |actual / expected - 1| is at most `relative` (|actual| itself where 0 is expected). */
export function near(actual: number, expected: number, relative: number, what = ''): void {
  const error = expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
  assert.ok(error <= relative, `${what} ${actual} is off by ${error} from ${expected}, allowed ${relative}`);
}
