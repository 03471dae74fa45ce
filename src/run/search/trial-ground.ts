// The search's ground in a real trial: how it saturates the fleet, and how a probe is offered, watched and ended early.

import { monotonicNs } from '../../measure/index.ts';
import type { Search } from '../../result/index.ts';
import type { SearchPhase } from '../../scenario/index.ts';
import { ms, type Milliseconds } from '../../units/index.ts';
import type { LoadStream } from '../../workload/index.ts';
import type { LoadAccount } from '../trial/load-account.ts';
import type { MeasuredPhase, PhaseSetting } from '../trial/measured-phase.ts';
import type { Goal } from './goal.ts';
import { ProbeMeter } from './probe-meter.ts';
import { search, type ProbeRun, type SearchGround } from './search.ts';

/** Saturation only bounds the search: it need not be exact. */
const SATURATE_MS = ms(1000);

/** What a trial does for the search. */
export interface SearchHost {
  readonly account: LoadAccount;
  readonly slots: number;
  readonly taskTypes: number;
  /** Measured by an earlier phase; undefined when none did. */
  readonly capacityPerSec: number | undefined;
  /** Keeps the queue full, as no phase of the record, and answers the throughput. */
  saturate(durationMs: Milliseconds): Promise<number>;
  window(label: string, durationMs: Milliseconds, ratePerSec: number): PhaseSetting;
  /** Offers streams; `onLook` is called with every look at the queues. A kept phase takes its place in the record. */
  offer(
    setting: PhaseSetting,
    streams: readonly LoadStream[],
    options: { readonly kept: boolean; readonly onLook?: (depth: number) => void },
  ): Promise<MeasuredPhase>;
  /** Ends what is being offered. */
  cut(): void;
  /** Lets tasks finish for a while and withdraws the rest; answers how many never finished. */
  clear(): Promise<number>;
}

/** Runs the whole search; the last phase it kept carries the outcome. */
export async function searchInTrial(phase: SearchPhase, host: SearchHost): Promise<Search> {
  let last: MeasuredPhase | undefined;
  const ground: SearchGround = {
    saturate: async () => host.capacityPerSec ?? (await host.saturate(SATURATE_MS)),
    probe: async (goal, ratePerSec, measured) => {
      const { run, offered } = await probe(phase, host, goal, ratePerSec, measured);
      if (measured) last = offered;
      return run;
    },
  };
  const found = await search(phase, ground);
  last?.found(found);
  return found;
}

async function probe(
  phase: SearchPhase,
  host: SearchHost,
  goal: Goal,
  ratePerSec: number,
  measured: boolean,
): Promise<{ readonly run: ProbeRun; readonly offered: MeasuredPhase }> {
  const setting = host.window(phase.label, phase.probeMs, ratePerSec);
  const meter = new ProbeMeter(goal, setting.startNs, setting.endNs);
  const { collector } = host.account;
  let early: boolean | undefined;
  let endedNs = setting.endNs;
  const judgeNow = (depth: number): void => {
    if (early !== undefined) return;
    endedNs = Math.min(setting.endNs, monotonicNs());
    early = meter.early(endedNs, depth - host.slots, ratePerSec);
    if (early !== undefined) host.cut();
  };
  collector.watch(meter);
  const options = measured ? { kept: true } : { kept: false, onLook: judgeNow };
  const offered = await host.offer(setting, poissonStreams(ratePerSec, host.taskTypes), options);
  const unfinished = await host.clear();
  collector.watch(undefined);
  const durationMs = ((early === undefined ? setting.endNs : endedNs) - setting.startNs) / 1e6;
  return { run: { meter, durationMs, early, unfinished: early === undefined ? unfinished : 0 }, offered };
}

function poissonStreams(ratePerSec: number, taskTypes: number): readonly LoadStream[] {
  return [
    {
      plan: {
        arrivals: 'rate',
        unit: 'per-second',
        curve: { curve: 'flat', rate: ratePerSec },
        spacing: { spacing: 'poisson' },
      },
      tasks: Array.from({ length: taskTypes }, (_, index) => index),
    },
  ];
}
