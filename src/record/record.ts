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
} from '../broker/index.ts';
import { ms, perSecond } from '../units/index.ts';
import type { RecordRequest, RecordSummary } from './contract.ts';
import { DepthWatch } from './depth-watch.ts';
import { findWarnings } from './find-warnings.ts';
import { TaskBook } from './task-book.ts';
import { TaskFiguresAccount } from './task-figures.ts';
import { TraceFile } from './trace-file.ts';
import { WorkerWatch } from './worker-watch.ts';

/** Between two writes to the file. */
const WRITE_EVERY_MS = 1000;
/** Events of one instant are heard within this, from all workers. */
const SETTLE_MS = 2000;
const MOST_HELD = 100_000;
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
    this.#depths = new DepthWatch(broker.observer, request.queues);
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
    const listening = await this.#broker.signals.listen(EVENT_CHANNELS, (_channel, text) => this.#hear(text));
    try {
      await this.#untilTheEnd();
    } finally {
      await listening.stop();
    }
    return await this.#finish();
  }

  async #untilTheEnd(): Promise<void> {
    const { durationMs = Infinity, depthEveryMs, signal } = this.#request;
    let lookAtMs = 0;
    for (let ranMs = 0; ranMs < durationMs && !signal.aborted; ranMs = Date.now() - this.#startedMs) {
      if (ranMs >= lookAtMs) {
        await this.#look();
        lookAtMs = Math.max(lookAtMs + depthEveryMs, ranMs);
      }
      this.#book.release(Date.now());
      await this.#file.flush();
      if (ranMs > SAY_SILENCE_AFTER_MS) this.#saySilence();
      const pauseMs = Math.min(WRITE_EVERY_MS, depthEveryMs, durationMs - ranMs);
      await sleep(Math.max(1, pauseMs), undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const nowMs = Date.now();
    const waiting = await this.#depths.look(nowMs);
    if (waiting !== undefined) this.#file.note({ at: nowMs / 1000, waiting });
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
    if (!type.startsWith('worker-') || typeof timestamp !== 'number' || hostname.length > 500) return;
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
    await this.#look();
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
    const queues = this.#depths.figures(nowMs);
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
      endsOnly: this.#book.counts.endsOnly,
      toCome,
      busiestMinutePerSec: perSecond(this.#figures.busiestPerSec(durationMs)),
      byTask,
      queues,
      workers,
      warnings: findWarnings({
        byTask,
        workers,
        queues,
        silentAtWork: this.#workers.silentAtWork,
        silent: this.#workers.silent,
        counts: this.#book.counts,
        movedUp: this.#file.movedUp,
        negativeWaits: this.#figures.negativeWaits,
        gapMs: this.#depths.gapMs,
        hasOthers: this.#figures.hasOthers,
      }),
    };
  }
}
