// Runs scenarios/against-theory.yaml, one number of slots after another with the way to a slot measured before and after
// each, and prints measured waits beside M/M/c and M/D/c as markdown. Answers 1 when a phase is outside.
//
//   npm run accuracy -- --slots 1 --slots 8

import { exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine, wholeNumber } from '../bench/peers/machine.ts';
import { compareWithTheory, type TheoryRow } from './compare.ts';
import { measure } from './measure.ts';
import { theoryTable } from './table.ts';
import { measureWay, type WayLoad } from './travel.ts';

const SCENARIO = fileURLToPath(new URL('../../../scenarios/against-theory.yaml', import.meta.url));

/** As in the scenario. */
const WAY: Omit<WayLoad, 'slots'> = {
  bodyMs: 20,
  phases: [
    { law: 'exponential', utilizationRatio: 0.5 },
    { law: 'exponential', utilizationRatio: 0.7 },
    { law: 'exponential', utilizationRatio: 0.85 },
    { law: 'fixed', utilizationRatio: 0.7 },
    { law: 'fixed', utilizationRatio: 0.85 },
  ],
  phaseSec: 5,
};

const { values } = parseArgs({
  options: { slots: { type: 'string', multiple: true, default: ['1', '2', '4', '8', '16', '32'] } },
});

async function compare(slots: number): Promise<readonly TheoryRow[]> {
  stderr.write(`${slots} slots: the way, the comparison, the way again\n`);
  const before = await measureWay({ ...WAY, slots });
  const result = await measure(SCENARIO, { only: [`concurrency=${slots}`] });
  return compareWithTheory(result, [before, await measureWay({ ...WAY, slots })]);
}

const rows: TheoryRow[] = [];
for (const slots of values.slots) rows.push(...(await compare(wholeNumber('slots', slots, 1))));
const inside = rows.filter(({ mean, p95 }) => mean.inside && p95.inside).length;
stdout.write(`${theoryTable(rows)}\n\n${inside} of ${rows.length} phases inside. ${machine()}.\n`);
exit(inside === rows.length ? 0 : 1);
