// The other way to one figure: `headcount run` on a scenario of a single setting with empty tasks, and the capacity it found.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readResult } from '../../../src/result/index.ts';
import { PROGRAM } from './headcount-peer.ts';

const NAME = 'drain-check';

export interface RunSetting {
  readonly system: 'headcount' | 'celery' | 'bullmq';
  readonly pool: string;
  readonly slots: number;
  readonly prefetch: number;
  readonly seconds: number;
}

/** Tasks a second in the saturate phase, whatever warnings it has. Throws when the run failed or its ledger does not balance. */
export async function measuredRate(setting: RunSetting): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'headcount-drain-'));
  try {
    const file = join(folder, 'scenario.yaml');
    await writeFile(file, scenario(setting));
    await promisify(execFile)(process.execPath, [PROGRAM, 'run', file, '--out', folder]);
    const { trials } = await readResult(join(folder, NAME, 'latest', 'result.json'));
    const [trial] = trials;
    const rate = trial?.capacityPerSec ?? null;
    if (rate === null || trial?.ledger?.balanced !== true)
      throw new Error(`the run of ${setting.system} ${setting.pool} ended as ${trial?.state}`);
    return rate;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function scenario({ system, pool, slots, prefetch, seconds }: RunSetting): string {
  const quiet = system === 'celery' ? 'celery: { without: [gossip, mingle, heartbeat] }\n' : '';
  const amount = system === 'bullmq' ? '' : `, prefetch: ${prefetch}`;
  return `name: ${NAME}
system: ${system}
${quiet}workload:
  tasks: [{ name: empty, kind: noop }]
fleet:
  - { name: bench, pool: ${pool}, concurrency: ${slots}, acks: late${amount} }
warm-up: 2s
load: [{ saturate: ${seconds}s }]
`;
}
