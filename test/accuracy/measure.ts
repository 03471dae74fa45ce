// A scenario measured as `headcount run` does it, on a broker of its own or the one that HEADCOUNT_BROKER names.

import { env } from 'node:process';
import { chooseBroker, connectBroker } from '../../src/broker/index.ts';
import type { RunResult } from '../../src/result/index.ts';
import { runScenario } from '../../src/run/index.ts';
import { loadScenario, type LoadOptions } from '../../src/scenario/index.ts';

export async function measure(path: string, options: LoadOptions): Promise<RunResult> {
  const { scenario } = await loadScenario(path, options);
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
      onEvent: () => undefined,
      version: 'accuracy',
    });
  } finally {
    await chosen.stop();
  }
}
