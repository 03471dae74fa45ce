// One connection to the server: ioredis underneath, with our errors, our reconnecting and our closing.
//
//   fail-fast  commands under way when the connection breaks are rejected: nobody may guess whether they ran
//   durable    they are sent again after reconnecting, for as long as it takes: only for commands that may run twice

import { randomInt } from 'node:crypto';
import type { Command, Redis, RedisOptions } from 'ioredis';
import { HeadcountError, toError } from '../../errors/index.ts';
import type { BrokerAddress } from './address.ts';
import type { Script } from './scripts/index.ts';

export type Patience = 'fail-fast' | 'durable';

export interface ConnectionOptions {
  readonly address: BrokerAddress;
  readonly patience: Patience;
  /** How long the first connection may take. */
  readonly connectTimeoutMs: number;
  /** Shown by CLIENT LIST. */
  readonly name?: string;
}

const RETRY_FIRST_MS = 20;
const RETRY_LONGEST_MS = 1000;
/** Silence after which the system asks whether the peer is still there. */
const KEEP_ALIVE_MS = 30_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

let client: { readonly Redis: typeof Redis; readonly Command: typeof Command } | undefined;

/**
 * Loads the client library; once before the first connection is made. Most children of a worker never make one, and
 * the library takes as long to load as everything of ours.
 */
export async function loadClient(): Promise<void> {
  client ??= await import('ioredis');
}

export class Connection {
  readonly redis: Redis;
  readonly #Command: typeof Command;
  readonly #address: BrokerAddress;
  readonly #connectTimeoutMs: number;
  /** Rejects the commands under way when we close: ioredis forgets those it holds while reconnecting. */
  readonly #underWay = new Set<(error: Error) => void>();
  #lastError: Error | undefined;
  #wasReady = false;
  #closed = false;
  #closing: Promise<void> | undefined;

  constructor(options: ConnectionOptions) {
    this.#address = options.address;
    this.#connectTimeoutMs = options.connectTimeoutMs;
    if (client === undefined)
      throw new HeadcountError('BUG', 'a connection was made before its library was loaded');
    this.#Command = client.Command;
    this.redis = new client.Redis(this.#redisOptions(options));
    this.redis.on('error', (error) => {
      this.#lastError = error;
    });
    this.redis.on('ready', () => {
      this.#wasReady = true;
    });
  }

  get ready(): boolean {
    return this.redis.status === 'ready';
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Connects for the first time; one attempt, bounded in time. Throws BROKER_UNREACHABLE, with nothing left open. */
  async open(): Promise<this> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer')), this.#connectTimeoutMs);
    });
    try {
      await Promise.race([this.redis.connect(), late]);
      return this;
    } catch (error) {
      const cause = this.#lastError ?? error;
      await this.close();
      throw this.#unreachable(cause);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Connects in the background and keeps trying. */
  start(): this {
    this.#wasReady = true;
    this.redis.connect().catch(ignore);
    return this;
  }

  /** Resolves when ready; throws BROKER_UNREACHABLE when that takes longer than `withinMs` or we are closed. */
  async whenReady(withinMs: number): Promise<void> {
    if (this.ready) return;
    let onReady = ignore;
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.run(
        new Promise<void>((resolve, reject) => {
          onReady = resolve;
          this.redis.once('ready', resolve);
          const late = (): void => reject(this.#lastError ?? new Error('still reconnecting'));
          timer = setTimeout(late, Math.min(withinMs, LONGEST_TIMER_MS));
        }),
      );
    } finally {
      clearTimeout(timer);
      this.redis.off('ready', onReady);
    }
  }

  /** Awaits a command; its failure becomes a HeadcountError, and so does closing in the meantime. */
  run<T>(command: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) reject(this.#unreachable(new Error('the connection is closed')));
      this.#underWay.add(reject);
      command.then(
        (value) => {
          this.#underWay.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#underWay.delete(reject);
          reject(this.#typed(toError(error)));
        },
      );
    });
  }

  /** Runs a script by its SHA1; a server that does not know it (restarted, flushed) is told the text. */
  script(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.run(
      this.redis.evalsha(script.sha, keys.length, ...keys, ...args).catch((error: unknown) => {
        if (!isNoScript(error)) throw error;
        return this.redis.eval(script.lua, keys.length, ...keys, ...args);
      }),
    );
  }

  /** Runs a command whose bytes are written already, its arguments among them; they must not change until it has ended. */
  runWritten(name: string, bytes: Buffer): Promise<unknown> {
    const command = new this.#Command(name);
    command.toWritable = () => bytes;
    this.redis.sendCommand(command);
    return this.run(command.promise);
  }

  /** Gives up on a connection that no longer answers; it reconnects. */
  breakOff(): void {
    this.redis.stream.destroy();
  }

  /** Idempotent; never throws. Commands under way are rejected. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#closed = true;
    const { redis } = this;
    const opened = redis.status !== 'end' && redis.status !== 'reconnecting';
    const ended = opened ? new Promise<void>((resolve) => redis.once('end', resolve)) : undefined;
    if (redis.status !== 'end') redis.disconnect();
    if (opened) redis.stream?.destroy();
    for (const reject of this.#underWay) reject(this.#unreachable(new Error('the connection was closed')));
    this.#underWay.clear();
    await ended;
  }

  #redisOptions(options: ConnectionOptions): RedisOptions & { replyMapping: 'legacy' } {
    return {
      ...options.address.options,
      lazyConnect: true,
      protocol: 2,
      replyMapping: 'legacy',
      disableClientInfo: true,
      connectTimeout: options.connectTimeoutMs,
      // One that only listens would never notice that its peer has vanished.
      keepAlive: KEEP_ALIVE_MS,
      // We destroy the socket ourselves; ioredis would keep a timer for one that is closed already.
      disconnectTimeout: 0,
      maxRetriesPerRequest: options.patience === 'durable' ? null : 0,
      retryStrategy: (times) => (this.#wasReady && !this.#closed ? backoffMs(times) : null),
      ...(options.name === undefined ? {} : { connectionName: options.name }),
    };
  }

  #typed(error: Error): HeadcountError {
    if (error instanceof HeadcountError) return error;
    if (error.name !== 'ReplyError') return this.#unreachable(this.#lastError ?? error);
    const code = /unknown (sub)?command/i.test(error.message) ? 'BROKER_UNSUITABLE' : 'BROKER_REFUSED';
    return new HeadcountError(
      code,
      `the broker at ${this.#address.label} refused a command: ${error.message}`,
      {
        cause: error,
      },
    );
  }

  #unreachable(cause: unknown): HeadcountError {
    return new HeadcountError(
      'BROKER_UNREACHABLE',
      `the broker at ${this.#address.label} cannot be reached`,
      {
        hint: 'check that the server runs there and that host, port, password and database of the URL are right',
        cause: toError(cause),
      },
    );
  }
}

export function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/** The server has no memory to write with: what only makes room is let through. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof HeadcountError && toError(error.cause).message.startsWith('OOM ');
}

// Random, so that a fleet does not come back in step.
function backoffMs(times: number): number {
  const longest = Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** Math.min(times, 10));
  return longest / 2 + randomInt(Math.ceil(longest / 2) + 1);
}

function ignore(): void {
  // Failures are seen by the 'error' listener and by the commands under way.
}
