// The broker over Redis: hands out sender, results, observer and consumers, and closes what it handed out.

import { HeadcountError } from '../../errors/index.ts';
import type {
  Broker,
  BrokerInfo,
  Chords,
  Consumer,
  ConsumerOptions,
  Observer,
  ResultStore,
  Signals,
} from '../contract.ts';
import type { Sender } from '../sending.ts';
import { parseBrokerUrl, type BrokerAddress } from './address.ts';
import { RedisChords } from './chords.ts';
import { Connection, loadClient, type Patience } from './connection.ts';
import { RedisConsumer } from './consumer.ts';
import { RedisObserver } from './observer.ts';
import { ResultWatch } from './result-watch.ts';
import { RedisResultStore } from './results.ts';
import { RedisSender } from './sender.ts';
import { readProcessId, readServerInfo } from './server-info.ts';
import { RedisSignals } from './signals.ts';
import { DEFAULT_TIMING, type ConsumerTiming } from './timing.ts';

export interface ConnectOptions {
  /** How long connecting may take, default 4000. */
  readonly connectTimeoutMs?: number;
  /** How long results are kept, default a day; 0 = for ever. */
  readonly resultExpiresSec?: number;
  /** For tests that do not want to wait for ten seconds. */
  readonly timing?: Partial<ConsumerTiming>;
}

/**
 * Connects to redis://, rediss://, redis+socket:// or unix://.
 * Throws BROKER_UNREACHABLE when nobody answers in time or we are refused, BROKER_UNSUITABLE when the server is
 * older than Redis 6.2, BAD_OPTION when the URL makes no sense.
 */
export async function connectBroker(url: string, options: ConnectOptions = {}): Promise<Broker> {
  const address = parseBrokerUrl(url);
  await loadClient();
  const connect = connector(address, options.connectTimeoutMs ?? 4000);
  const commands = await connect('fail-fast').open();
  try {
    const info = readServerInfo(await commands.run(commands.redis.info()), address.label);
    const timing = { ...DEFAULT_TIMING, ...options.timing };
    const keepResultsSec = options.resultExpiresSec ?? KEEP_RESULTS_SEC;
    return new RedisBroker(info, commands, connect, { timing, db: address.options.db ?? 0, keepResultsSec });
  } catch (error) {
    await commands.close();
    throw error;
  }
}

/** As Celery's result_expires. */
const KEEP_RESULTS_SEC = 86_400;

/** What a server says it is, and its process id where it says so. Throws as `connectBroker` does. */
export async function askServer(
  url: string,
  connectTimeoutMs: number,
): Promise<BrokerInfo & { readonly processId: number | undefined }> {
  const address = parseBrokerUrl(url);
  await loadClient();
  const connection = await connector(address, connectTimeoutMs)('fail-fast').open();
  try {
    const info = await connection.run(connection.redis.info());
    return { ...readServerInfo(info, address.label), processId: readProcessId(info) };
  } finally {
    await connection.close();
  }
}

type Connect = (patience: Patience, name?: string) => Connection;

function connector(address: BrokerAddress, connectTimeoutMs: number): Connect {
  return (patience, name) =>
    new Connection({ address, patience, connectTimeoutMs, ...(name === undefined ? {} : { name }) });
}

class RedisBroker implements Broker {
  readonly info: BrokerInfo;
  readonly sender: Sender;
  readonly results: ResultStore;
  readonly chords: Chords;
  readonly observer: Observer;
  readonly signals: Signals;
  readonly #connect: Connect;
  readonly #timing: ConsumerTiming;
  readonly #connections = new Map<string, Connection>();
  readonly #consumers = new Set<RedisConsumer>();
  readonly #watch: ResultWatch;
  #closing: Promise<void> | undefined;

  constructor(
    info: BrokerInfo,
    commands: Connection,
    connect: Connect,
    options: { readonly timing: ConsumerTiming; readonly db: number; readonly keepResultsSec: number },
  ) {
    this.info = info;
    this.#connect = connect;
    this.#timing = options.timing;
    this.#connections.set('commands', commands);
    this.sender = new RedisSender(commands);
    this.observer = new RedisObserver(commands);
    const steady = (): Connection => this.#shared('steady', 'durable');
    const subscriber = (): Connection => this.#shared('subscriber', 'durable');
    this.#watch = new ResultWatch(subscriber, steady);
    this.results = new RedisResultStore(steady, this.#watch, options.keepResultsSec);
    this.chords = new RedisChords(steady, options.keepResultsSec);
    const answers = (): Connection => this.#shared('answers', 'fail-fast');
    this.signals = new RedisSignals({ commands, subscriber, answers, db: options.db });
  }

  async consumer(options: ConsumerOptions): Promise<Consumer> {
    this.#refuseWhenClosed();
    const consumer = await RedisConsumer.open(options, this.#connect, this.#timing);
    this.#consumers.add(consumer);
    return consumer;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.close()));
    this.#watch.close();
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
  }

  // Connections that not every user needs are made when first asked for.
  #shared(purpose: string, patience: Patience): Connection {
    this.#refuseWhenClosed();
    const connection = this.#connections.get(purpose) ?? this.#connect(patience).start();
    this.#connections.set(purpose, connection);
    return connection;
  }

  #refuseWhenClosed(): void {
    if (this.#closing !== undefined) throw new HeadcountError('BROKER_UNREACHABLE', 'the broker was closed');
  }
}
