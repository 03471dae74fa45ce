// How long the broker takes to answer one small question, and how fast a generator could send to it from here. Both
// use a queue of their own, which is emptied afterwards.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicNs, readProcess } from '../../measure/index.ts';
import type { Check } from '../../result/index.ts';
import { createSystem, type LoadPort } from '../../system/index.ts';
import { bytes, formatNumber, formatRate, ms, perSecond, ratio } from '../../units/index.ts';
import { flatStream, type Workload } from '../../workload/index.ts';
import { GeneratorPool } from '../generator/generator-pool.ts';
import type { Generators } from '../generator/generators.ts';
import { judged, shown } from './check.ts';
import { grown } from './machine-reading.ts';
import { percentile } from './percentile.ts';

const SYSTEM = 'headcount';
const WARN_P99_MS = 5;
const BAD_P50_MS = 100;
const WARMING_MS = 300;
const BURST_MS = 700;
/** Time for the order to reach the generator. */
const LEAD_NS = 20e6;
/** More than any generator can send. */
const BURST_RATE = perSecond(5e6);
const WARN_RATE = 20_000;
const BAD_RATE = 500;

type Env = Readonly<Record<string, string | undefined>>;

export interface BrokerExamination {
  readonly url: string;
  readonly env: Env;
  /** Questions asked for the round trip. */
  readonly questions: number;
  /** Whether to try what a generator can send. */
  readonly burst: boolean;
}

/** Throws BROKER_UNREACHABLE, GENERATOR_DIED. */
export async function checkBroker(examination: BrokerExamination): Promise<readonly Check[]> {
  const { url, env, questions, burst } = examination;
  const load = { brokerUrl: url, workload: emptyTasks(`headcount.doctor.${randomBytes(4).toString('hex')}`) };
  await using port = await createSystem(SYSTEM, env).openLoad(load);
  const roundTrip = await checkRoundTrip(port, questions);
  if (!burst) return [roundTrip];
  await using pool = new GeneratorPool(env, 1);
  const generators = await pool.take();
  await generators.open({ system: SYSTEM, load, seed: 1, cpuIterationsPerMs: 1 });
  try {
    return [roundTrip, await checkGenerator(generators)];
  } finally {
    await generators.close();
    await port.purge();
  }
}

async function checkRoundTrip(port: LoadPort, questions: number): Promise<Check> {
  const took: number[] = [];
  for (let i = 0; i < questions; i++) {
    const beforeNs = monotonicNs();
    await port.waiting();
    took.push((monotonicNs() - beforeNs) / 1e6);
  }
  const [p50Ms, p99Ms] = [percentile(took, 0.5), percentile(took, 0.99)];
  return judged({
    check: 'broker',
    finding: `answers in p50 ${shown(p50Ms)}, p99 ${shown(p99Ms)}`,
    figures: { p50Ms, p99Ms },
    rules: [
      {
        fails: (p50Ms ?? 0) > BAD_P50_MS,
        state: 'bad',
        nextStep: 'Use a broker nearer to here: every task needs several such round trips.',
      },
      {
        fails: (p99Ms ?? 0) > WARN_P99_MS,
        state: 'warn',
        nextStep: 'Look for slow commands or a busy server; waits include these round trips.',
      },
    ],
  });
}

async function checkGenerator(generators: Generators): Promise<Check> {
  // The first burst warms the generator's code.
  await sendBurst(generators, WARMING_MS);
  const cpuBeforeMs = cpuMs(generators.pids);
  const { sent, spanSec } = await sendBurst(generators, BURST_MS);
  const ratePerSec = sent / spanSec;
  const usedMs = grown(cpuBeforeMs, cpuMs(generators.pids));
  const cpuMsPerTask = sent === 0 || usedMs === null ? null : usedMs / sent;
  const each = cpuMsPerTask === null ? '' : `, ${shown(cpuMsPerTask)} of CPU each`;
  return judged({
    check: 'generator',
    finding: `one generator sends ${formatRate(perSecond(ratePerSec))}${each}`,
    figures: { ratePerSec, cpuMsPerTask },
    rules: [
      {
        fails: ratePerSec < BAD_RATE,
        state: 'bad',
        nextStep: 'No useful load can be offered from here; look at the broker and the other programs.',
      },
      {
        fails: ratePerSec < WARN_RATE,
        state: 'warn',
        nextStep: `Keep offered rates well below ${formatNumber(ratePerSec)}/s, or set generators in the scenario.`,
      },
    ],
  });
}

async function sendBurst(
  generators: Generators,
  burstMs: number,
): Promise<{ readonly sent: number; readonly spanSec: number }> {
  const startNs = monotonicNs() + LEAD_NS;
  const streams = [flatStream(BURST_RATE, 'constant', [0])];
  const sending = generators.phase({ order: 'offer', startNs, endNs: startNs + burstMs * 1e6, streams });
  await sleep(burstMs);
  generators.cut();
  const { sent } = await sending;
  return { sent, spanSec: (monotonicNs() - startNs) / 1e9 };
}

function cpuMs(pids: readonly number[]): number | null {
  const seen = pids.flatMap((pid) => readProcess(pid) ?? []);
  return seen.length < pids.length
    ? null
    : seen.reduce((sum, { userMs, systemMs }) => sum + userMs + systemMs, 0);
}

function emptyTasks(queue: string): Workload {
  const task = {
    name: 'headcount.doctor',
    kind: 'noop',
    duration: { law: 'constant', valueMs: ms(0) },
    weight: 1,
    queue,
    priority: 0,
    payloadBytes: bytes(0),
    failureRatio: ratio(0),
    allocateBytes: bytes(0),
    leakBytes: bytes(0),
  } as const;
  return { tasks: [task] };
}
