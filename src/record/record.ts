// Listens to a broker in production and writes what it hears as a trace. It reads and subscribes, and does nothing else:
// no key is written, no worker is asked anything.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  connectBroker,
  decodeEvents,
  EVENT_CHANNELS,
  readTaskEvent,
  type Broker,
  type CeleryEvent,
  type Listening,
} from '../broker/index.ts';
import { hasCode } from '../errors/index.ts';
import { ms, perSecond } from '../units/index.ts';
import type { RecordRequest, RecordSummary } from './contract.ts';
import { DepthWatch } from './depth-watch.ts';
import { findWarnings } from './find-warnings.ts';
import { Gaps } from './gaps.ts';
import { inTime } from './in-time.ts';
import { TaskBook } from './task-book.ts';
import { TaskFiguresAccount } from './task-figures.ts';
import { TraceFile } from './trace-file.ts';
import { WorkerWatch } from './worker-watch.ts';

/** Between two writes to the file. */
const WRITE_EVERY_MS = 1000;
/** Events of one instant are heard within this, from all workers. */
const SETTLE_MS = 2000;
const MOST_HELD = 100_000;
/** A broker that takes longer to answer is taken for away, and not waited for. */
const ANSWER_WITHIN_MS = 2000;
/** When to say that nothing has been heard: workers send a heartbeat every two seconds. */
const SAY_SILENCE_AFTER_MS = 10_000;

/** Throws BROKER_UNREACHABLE before anything is written, and WRITE_FAILED. */
export async function record(request: RecordRequest): Promise<RecordSummary> {
  await using broker = await connectBroker(request.brokerUrl);
  await using file = await TraceFile.create(request.path);
  return await new Recording(request, broker, file).conduct();
}

class Recording {
  readonly #request: RecordRequest;
  readonly #broker: Broker;
  readonly #file: TraceFile;
  readonly #figures = new TaskFiguresAccount();
  readonly #workers = new WorkerWatch();
  readonly #gaps = new Gaps();
  readonly #depths: DepthWatch;
  readonly #book: TaskBook;
  readonly #startedMs = Date.now();
  #events = 0;
  #unreadable = 0;
  #saidSilence = false;

  constructor(request: RecordRequest, broker: Broker, file: TraceFile) {
    this.#request = request;
    this.#broker = broker;
    this.#file = file;
    this.#depths = new DepthWatch(
      {
        observer: broker.observer,
        gaps: this.#gaps,
        nowMs: Date.now,
        withinMs: ANSWER_WITHIN_MS,
        onLook: ({ atMs, waiting }) => this.#file.note({ at: atMs / 1000, waiting }),
      },
      request.queues,
    );
    const limits = {
      held: MOST_HELD,
      known: 2 * MOST_HELD,
      patienceMs: request.patienceMs,
      settleMs: SETTLE_MS,
    };
    this.#book = new TaskBook(limits, {
      write: (run) => {
        this.#file.addRun(run);
        this.#figures.arrived(run);
      },
      close: (run) => this.#figures.ended(run),
    });
  }

  async conduct(): Promise<RecordSummary> {
    const { depthEveryMs, queues } = this.#request;
    const { info } = this.#broker;
    const head = { startedAt: new Date(this.#startedMs).toISOString(), broker: info, queues, depthEveryMs };
    this.#file.note({ 'headcount-trace': 1, ...head });
    await this.#file.flush();
    const listening = await this.#listen();
    try {
      await this.#untilTheEnd();
    } finally {
      const left = await inTime(leave(listening), ANSWER_WITHIN_MS);
      // What a broker that hangs says when it is back is too late for the summary.
      if (!left) void listening.stop();
    }
    return await this.#finish();
  }

  #listen(): Promise<Listening> {
    return this.#broker.signals.listen(EVENT_CHANNELS, (_channel, text) => this.#hear(text), {
      lost: () => this.#gaps.begin('subscription', Date.now()),
      regained: () => this.#gaps.end('subscription', Date.now()),
    });
  }

  async #untilTheEnd(): Promise<void> {
    const { durationMs = Infinity, depthEveryMs, signal } = this.#request;
    let lookAtMs = 0;
    for (let ranMs = 0; ranMs < durationMs && !signal.aborted; ranMs = Date.now() - this.#startedMs) {
      if (ranMs >= lookAtMs) {
        await this.#depths.look(signal);
        lookAtMs = Math.max(lookAtMs + depthEveryMs, ranMs);
      }
      this.#book.release(Date.now());
      await this.#file.flush();
      if (ranMs > SAY_SILENCE_AFTER_MS) this.#saySilence();
      const pauseMs = Math.min(WRITE_EVERY_MS, depthEveryMs, durationMs - ranMs);
      await sleep(Math.max(1, pauseMs), undefined, { signal }).catch(() => undefined);
    }
  }

  #hear(text: string): void {
    const decoded = decodeEvents(text);
    if (decoded.kind === 'malformed') {
      this.#unreadable++;
      return;
    }
    for (const event of decoded.events) this.#hearOne(event, Date.now());
  }

  #hearOne(event: CeleryEvent, nowMs: number): void {
    this.#events++;
    const task = readTaskEvent(event);
    if (task === undefined) {
      if (event.type.startsWith('task-')) this.#unreadable++;
      else this.#hearWorker(event, nowMs);
      return;
    }
    // The client's clock is not a worker's, and its name is new with each of its processes.
    if (task.kind === 'sent') this.#followQueue(task.queue);
    else this.#workers.hear(task.node, true, task.atMs, nowMs, undefined);
    this.#book.hear(task, nowMs);
  }

  #hearWorker({ type, hostname, timestamp, processed }: CeleryEvent, nowMs: number): void {
    if (!type.startsWith('worker-') || typeof timestamp !== 'number') return;
    const done = typeof processed === 'number' ? processed : undefined;
    this.#workers.hear(hostname, false, timestamp * 1000, nowMs, done);
  }

  #followQueue(queue: string | undefined): void {
    if (queue !== undefined) this.#depths.follow(queue);
  }

  #saySilence(): void {
    if (this.#saidSilence || this.#figures.lines > 0 || this.#book.underWay > 0) return;
    this.#saidSilence = true;
    const { silent } = this.#workers;
    const heard = silent.length === 0 ? 'No worker has been heard' : `${silent.join(', ')} are there`;
    this.#request.onNotice(
      `${heard}, but no event of a task so far. If there are tasks, switch events on: workers with -E, or celery control enable_events.`,
    );
  }

  async #finish(): Promise<RecordSummary> {
    await this.#depths.look();
    const nowMs = Date.now();
    const toCome = this.#book.finish(nowMs);
    const summary = this.#summary(nowMs, toCome);
    const { byTask, warnings, workers, queues, ...totals } = summary;
    for (const one of byTask) this.#file.note({ 'task-figures': one });
    for (const one of queues) this.#file.note({ 'queue-figures': one });
    for (const one of warnings) this.#file.note({ warning: one });
    this.#file.note({ summary: { ...totals, workers: workers.length, toCome } });
    await this.#file.flush();
    return summary;
  }

  #summary(nowMs: number, toCome: number): RecordSummary {
    const durationMs = ms(nowMs - this.#startedMs);
    const byTask = this.#figures.figures(durationMs);
    const queues = this.#depths.figures;
    const busiest = this.#figures.busiestPerSec;
    const { counts } = this.#book;
    const workers = this.#workers.figures;
    return {
      format: 'headcount-recording',
      version: 1,
      trace: this.#request.path,
      startedAt: new Date(this.#startedMs).toISOString(),
      finishedAt: new Date(nowMs).toISOString(),
      durationMs,
      tasks: this.#figures.lines,
      events: this.#events,
      unreadable: this.#unreadable,
      endsOnly: counts.endsOnly,
      toCome,
      neverRan: counts.neverRan,
      busiestMinutePerSec: busiest === null ? null : perSecond(busiest),
      byTask,
      queues,
      workers,
      warnings: findWarnings({
        byTask,
        workers,
        queues,
        silentAtWork: this.#workers.silentAtWork,
        silent: this.#workers.silent,
        counts,
        movedUp: this.#file.movedUp,
        negativeWaits: this.#figures.negativeWaits,
        gapMs: this.#gaps.totalMs(nowMs),
        refusedQueues: this.#depths.refused,
        hasOthers: this.#figures.hasOthers,
      }),
    };
  }
}

/** What was said before we leave is heard. */
async function leave(listening: Listening): Promise<void> {
  try {
    await listening.caughtUp();
  } catch (error) {
    if (!hasCode(error, 'BROKER_UNREACHABLE')) throw error;
  } finally {
    await listening.stop();
  }
}
