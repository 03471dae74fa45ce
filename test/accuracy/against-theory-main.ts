// Runs scenarios/against-theory.yaml, or reads a run of it, and prints measured waits beside M/M/c and M/D/c as markdown.
//
//   node dist/test/accuracy/against-theory-main.js [--only concurrency=1,8]... | RUN

import { argv, env, exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chooseBroker, connectBroker } from '../../src/broker/index.ts';
import { readResult, type RunResult } from '../../src/result/index.ts';
import { runScenario } from '../../src/run/index.ts';
import { loadScenario } from '../../src/scenario/index.ts';
import { compareWithTheory } from './compare.ts';
import { theoryTable } from './table.ts';

const SCENARIO = fileURLToPath(new URL('../../../scenarios/against-theory.yaml', import.meta.url));

async function measure(only: readonly string[]): Promise<RunResult> {
  const { scenario } = await loadScenario(SCENARIO, { only });
  const chosen = await chooseBroker({ flag: undefined, scenarioUrl: undefined, env });
  try {
    await using broker = await connectBroker(chosen.url);
    return await runScenario({
      scenario,
      broker: {
        record: { ...broker.info, url: chosen.url, ownedByRun: chosen.ownedByRun },
        url: chosen.url,
        pid: chosen.pid ?? undefined,
        restart: undefined,
      },
      env,
      signal: new AbortController().signal,
      onEvent: (event) => {
        if (event.event === 'trial-started') stderr.write(`${event.trial.cell.id}\n`);
      },
      version: 'accuracy',
    });
  } finally {
    await chosen.stop();
  }
}

const words = argv.slice(2);
const [first] = words;
const fromRun = first !== undefined && first !== '--only';
const result = fromRun ? await readResult(first) : await measure(words.filter((word) => word !== '--only'));
const rows = compareWithTheory(result);
const inside = rows.filter(({ mean, p95 }) => mean.inside && p95.inside).length;
const { cpus, cpuModel, node } = result.environment;
stdout.write(`${theoryTable(rows)}\n\n${inside} of ${rows.length} phases inside. `);
stdout.write(`${cpus} x ${cpuModel}, Node ${node}, ${result.broker.kind} ${result.broker.version}.\n`);
exit(inside === rows.length ? 0 : 1);
