// What a recorded trace says to a planner: how many tasks a second, and how long one holds a slot. Read line by line, in
// memory that does not grow with the file; a last line that was cut off is passed over.

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { HeadcountError, toError } from '../errors/index.ts';
import { LatencyHistogram } from '../measure/index.ts';
import { ms, perSecond, type Milliseconds, type PerSecond } from '../units/index.ts';
import { BusiestMinute } from './busiest-minute.ts';

/** All task types together. */
export interface TraceLaw {
  readonly tasks: number;
  /** Of them, those whose duration is known. */
  readonly timed: number;
  readonly spanMs: Milliseconds;
  readonly meanPerSec: PerSecond;
  /** Most in any minute counted from the first task; the mean where the trace is shorter. */
  readonly busiestMinutePerSec: PerSecond;
  readonly serviceMs: Milliseconds;
  readonly serviceScv: number;
}

const lineSchema = z.object({ time: z.number(), duration: z.number().nonnegative().nullish() });

/** Throws BAD_PLAN for a file that is no recorded trace, or that has too little in it. */
export async function readTraceLaw(path: string): Promise<TraceLaw> {
  const account = new LawAccount();
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let number = 0;
  let bad: number | undefined;
  try {
    for await (const line of lines) {
      number++;
      if (bad !== undefined) throw notATrace(path, `line ${bad} is no task`);
      if (line.trim() === '' || line.startsWith('#')) continue;
      const parsed = lineSchema.safeParse(jsonOf(line));
      if (parsed.success) account.add(parsed.data.time, parsed.data.duration ?? undefined);
      else bad = number;
    }
  } catch (thrown) {
    if (thrown instanceof HeadcountError) throw thrown;
    throw notATrace(path, toError(thrown).message);
  }
  return account.law(path);
}

class LawAccount {
  readonly #service = LatencyHistogram.create();
  readonly #busiest = new BusiestMinute();
  #tasks = 0;

  add(sec: number, durationMs: number | undefined): void {
    this.#tasks++;
    this.#busiest.add(sec * 1000);
    if (durationMs !== undefined) this.#service.recordNs(durationMs * 1e6);
  }

  law(path: string): TraceLaw {
    const { count, meanMs, sdMs } = this.#service.figures;
    const { spanMs, meanPerSec, perSec: busiestPerSec } = this.#busiest;
    if (count === 0 || meanPerSec === null || busiestPerSec === null || meanMs <= 0)
      throw notATrace(path, 'it has too few tasks with a duration');
    return {
      tasks: this.#tasks,
      timed: count,
      spanMs: ms(spanMs),
      meanPerSec: perSecond(meanPerSec),
      busiestMinutePerSec: perSecond(busiestPerSec),
      serviceMs: meanMs,
      serviceScv: (sdMs / meanMs) ** 2,
    };
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function notATrace(path: string, why: string): HeadcountError {
  return new HeadcountError('BAD_PLAN', `${path} cannot be planned from: ${why}`, {
    hint: 'Give a trace that `headcount record` wrote, or the figures by hand: --rate 100/s --service 1s --concurrency 8.',
  });
}
