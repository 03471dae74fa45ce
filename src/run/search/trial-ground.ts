// The search's ground in a real trial: how it saturates the fleet, and how a probe is offered, watched and ended early.

import { monotonicNs } from '../../measure/index.ts';
import type { Search } from '../../result/index.ts';
import type { SearchPhase } from '../../scenario/index.ts';
import { perSecond, type Milliseconds } from '../../units/index.ts';
import { flatStream, type LoadStream } from '../../workload/index.ts';
import type { LoadAccount } from '../trial/load-account.ts';
import type { MeasuredPhase, PhaseSetting } from '../trial/measured-phase.ts';
import type { Goal } from './goal.ts';
import { ProbeMeter } from './probe-meter.ts';
import { findSaturation, type SaturationGround } from './saturation.ts';
import { search, type ProbeLength, type ProbeRun, type SearchGround } from './search.ts';

/** What a trial does for the search. */
export interface SearchHost {
  readonly account: LoadAccount;
  readonly taskTypes: number;
  /** Measured by an earlier phase; undefined when none did. */
  readonly capacityPerSec: number | undefined;
  /** Keeps the queue full, as no phase of the record, and answers the throughput. */
  saturate(durationMs: Milliseconds): Promise<number>;
  window(label: string, durationMs: Milliseconds, ratePerSec: number): PhaseSetting;
  /** Offers streams; `onLook` is called with the tasks that wait at every look. A kept phase takes its place in the record. */
  offer(
    setting: PhaseSetting,
    streams: readonly LoadStream[],
    options: { readonly kept: boolean; readonly onLook?: (backlog: number) => void },
  ): Promise<MeasuredPhase>;
  /** Ends what is being offered. */
  cut(): void;
  /** Lets tasks finish for a while and withdraws what has not begun; answers how many of the last load never ran. */
  clear(): Promise<number>;
}

/** Runs the whole search; the last phase it kept carries the outcome. */
export async function searchInTrial(phase: SearchPhase, host: SearchHost): Promise<Search> {
  let last: MeasuredPhase | undefined;
  const ground: SearchGround = {
    saturate: () => findSaturation(withServices(host)),
    probe: async (goal, ratePerSec, length) => {
      const { run, offered } = await probe(phase, host, goal, ratePerSec, length);
      if (length === 'measured') last = offered;
      return run;
    },
  };
  const found = await search(phase, ground);
  last?.found(found);
  return found;
}

function withServices(host: SearchHost): SaturationGround {
  return {
    capacityPerSec: host.capacityPerSec,
    saturate: (durationMs) => host.saturate(durationMs),
    get longestServiceMs() {
      return host.account.collector.longestServiceMs;
    },
  };
}

async function probe(
  phase: SearchPhase,
  host: SearchHost,
  goal: Goal,
  ratePerSec: number,
  length: ProbeLength,
): Promise<{ readonly run: ProbeRun; readonly offered: MeasuredPhase }> {
  const setting = host.window(phase.label, phase.probeMs, ratePerSec);
  const meter = new ProbeMeter(goal, setting.startNs, setting.endNs);
  const { collector } = host.account;
  let early: boolean | undefined;
  let endedNs = setting.endNs;
  const judgeNow = (backlog: number): void => {
    if (early !== undefined) return;
    endedNs = Math.min(setting.endNs, monotonicNs());
    early = meter.early(endedNs, backlog, ratePerSec);
    if (early !== undefined) host.cut();
  };
  collector.watch(meter);
  const options = { kept: length === 'measured', ...(length === 'short' ? { onLook: judgeNow } : {}) };
  const tasks = Array.from({ length: host.taskTypes }, (_, index) => index);
  const streams = [flatStream(perSecond(ratePerSec), 'poisson', tasks)];
  const offered = await host.offer(setting, streams, options);
  const unfinished = await host.clear();
  collector.watch(undefined);
  const durationMs = ((early === undefined ? setting.endNs : endedNs) - setting.startNs) / 1e6;
  const late = early === undefined ? unfinished : 0;
  return { run: { meter, durationMs, early, unfinished: late, backlogGrew: offered.backlogGrew }, offered };
}
