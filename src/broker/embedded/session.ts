// One client: its connection, what it has chosen, what it listens to, whether it is blocked.

import type { Socket } from 'node:net';
import { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import type { Engine } from './engine.ts';
import { execute } from './execute.ts';
import type { Listener } from './pubsub.ts';
import { ReplyWriter } from './reply-writer.ts';
import { ProtocolError, RequestParser } from './request-parser.ts';
import type { Database } from './store/database.ts';
import type { Waiter } from './waiters.ts';

/** A client that does not read its replies is not read from until it does. */
const PAUSE_ABOVE_BYTES = 16 * 1024 * 1024;
/** One that only listens can't be slowed down: it is dropped. */
const DROP_ABOVE_BYTES = 256 * 1024 * 1024;

/** What a blocked client waits for. */
export interface Blocking {
  readonly keys: readonly string[];
  /** 0 = without end. */
  readonly timeoutMs: number;
  /** One of the lists has an item: take it and reply. */
  serve(key: string): void;
  /** Reply that there was none. */
  giveUp(): void;
}

interface Transaction {
  readonly queued: { readonly command: Command; readonly args: Arguments }[];
  /** A command was refused when it was queued. */
  broken: boolean;
}

interface Blocked {
  readonly blocking: Blocking;
  readonly waiter: Waiter;
  readonly timer: NodeJS.Timeout | undefined;
}

export class Session implements Listener {
  readonly id: number;
  readonly engine: Engine;
  readonly socket: Socket;
  readonly reply = new ReplyWriter();
  readonly startedAtMs = Date.now();
  readonly channels = new Set<string>();
  readonly patterns = new Set<string>();
  readonly library = { name: '', version: '' };
  name = '';
  lastCommand = 'NULL';
  database: Database;
  transaction: Transaction | undefined;
  /** A watched key changed since WATCH: the next EXEC does nothing. */
  watchedChanged = false;
  /** Inside EXEC or a script nothing blocks. */
  mayBlock = true;
  closing = false;
  readonly #parser = new RequestParser();
  #blocked: Blocked | undefined;

  constructor(engine: Engine, socket: Socket, database: Database) {
    this.id = engine.nextSessionId();
    this.engine = engine;
    this.socket = socket;
    this.database = database;
  }

  get subscriptions(): number {
    return this.channels.size + this.patterns.size;
  }

  get isBlocked(): boolean {
    return this.#blocked !== undefined;
  }

  receive(chunk: Buffer): void {
    this.#parser.add(chunk);
    this.engine.turn(() => this.process());
  }

  /** Executes what has arrived, until a command blocks. */
  process(): void {
    this.engine.flushLater(this);
    try {
      while (this.#blocked === undefined && !this.closing) {
        const words = this.#parser.next();
        if (words === undefined) return;
        if (words.length > 0) execute(this, new Arguments(words));
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.reply.error(`ERR Protocol error: ${error.message}`);
      this.closing = true;
    }
  }

  flush(): void {
    if (!this.reply.isEmpty && !this.socket.destroyed) this.#send(this.reply.take());
    if (this.closing) this.socket.end();
  }

  /** Stops reading commands until one of the lists has an item or the time is over. */
  block(blocking: Blocking): void {
    if (!this.mayBlock) {
      blocking.giveUp();
      return;
    }
    const { keys, timeoutMs } = blocking;
    const serve = (key: string): void => this.#resume(() => blocking.serve(key));
    const waiter: Waiter = { database: this.database, keys, serve };
    const timer =
      timeoutMs === 0 ? undefined : setTimeout(() => this.unblock(), Math.min(timeoutMs, 2 ** 31 - 1));
    this.#blocked = { blocking, waiter, timer };
    this.engine.waiters.add(waiter);
  }

  /** Ends the block as if the time were over, or with an error. False when it was not blocked. */
  unblock(error?: string): boolean {
    const blocked = this.#blocked;
    if (blocked === undefined) return false;
    this.engine.turn(() =>
      this.#resume(() => (error === undefined ? blocked.blocking.giveUp() : this.reply.error(error))),
    );
    return true;
  }

  message(channel: string, text: string): void {
    this.reply.push(3);
    this.reply.bulk('message');
    this.reply.bulk(channel);
    this.reply.bulk(text);
    this.engine.flushLater(this);
  }

  patternMessage(pattern: string, channel: string, text: string): void {
    this.reply.push(4);
    this.reply.bulk('pmessage');
    this.reply.bulk(pattern);
    this.reply.bulk(channel);
    this.reply.bulk(text);
    this.engine.flushLater(this);
  }

  /** The connection is gone: nothing of it stays. */
  end(): void {
    this.closing = true;
    this.#dropBlocked();
    for (const channel of this.channels) this.engine.pubsub.unsubscribe(channel, this);
    for (const pattern of this.patterns) this.engine.pubsub.unsubscribePattern(pattern, this);
    this.engine.unwatch(this);
    this.engine.sessions.delete(this.id);
    this.engine.endedTraffic.inBytes += this.socket.bytesRead;
    this.engine.endedTraffic.outBytes += this.socket.bytesWritten;
  }

  #resume(answer: () => void): void {
    this.#dropBlocked();
    answer();
    this.engine.flushLater(this);
    this.engine.resumeLater(this);
  }

  #dropBlocked(): void {
    if (this.#blocked === undefined) return;
    clearTimeout(this.#blocked.timer);
    this.engine.waiters.remove(this.#blocked.waiter);
    this.#blocked = undefined;
  }

  #send(text: string): void {
    this.socket.write(text, 'latin1');
    const unsent = this.socket.writableLength;
    if (unsent > DROP_ABOVE_BYTES) this.socket.destroy();
    else if (unsent > PAUSE_ABOVE_BYTES && !this.socket.isPaused()) {
      this.socket.pause();
      this.socket.once('drain', () => this.socket.resume());
    }
  }
}
