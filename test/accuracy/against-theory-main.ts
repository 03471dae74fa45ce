// Runs scenarios/way-to-a-slot.yaml and scenarios/against-theory.yaml, or reads runs of them, and prints measured waits
// beside M/M/c and M/D/c as markdown.
//
//   node dist/test/accuracy/against-theory-main.js [--only concurrency=1,8]... | --way RUN --run RUN

import { exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readResult, type RunResult } from '../../src/result/index.ts';
import { compareWithTheory } from './compare.ts';
import { measure } from './measure.ts';
import { theoryTable } from './table.ts';
import { travelTimes } from './travel.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    way: { type: 'string' },
    run: { type: 'string' },
  },
});

function scenario(name: string, only: readonly string[] = []): Promise<RunResult> {
  const path = fileURLToPath(new URL(`../../../scenarios/${name}.yaml`, import.meta.url));
  return measure(path, { only }, (event) => {
    if (event.event === 'trial-started') stderr.write(`${name} ${event.trial.cell.id}\n`);
  });
}

const way = values.way === undefined ? await scenario('way-to-a-slot') : await readResult(values.way);
const result =
  values.run === undefined ? await scenario('against-theory', values.only) : await readResult(values.run);
const rows = compareWithTheory(result, travelTimes(way));
const inside = rows.filter(({ mean, p95 }) => mean.inside && p95.inside).length;
const { cpus, cpuModel, node } = result.environment;
stdout.write(`${theoryTable(rows)}\n\n${inside} of ${rows.length} phases inside. `);
stdout.write(`${cpus} x ${cpuModel}, Node ${node}, ${result.broker.kind} ${result.broker.version}.\n`);
exit(inside === rows.length ? 0 : 1);
