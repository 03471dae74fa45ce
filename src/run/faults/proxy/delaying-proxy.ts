// A TCP proxy that can lengthen the way: half of the delay on the way there, half on the way back.

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { HeadcountError } from '../../../errors/index.ts';
import { Delay, DelayLine } from './delay-line.ts';

export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

export class DelayingProxy implements AsyncDisposable {
  readonly #target: ProxyTarget;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #there = new Delay();
  readonly #back = new Delay();

  private constructor(target: ProxyTarget) {
    this.#target = target;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Listens on a free port of 127.0.0.1, without any delay yet. */
  static async inFrontOf(target: ProxyTarget): Promise<DelayingProxy> {
    const proxy = new DelayingProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string')
      throw new HeadcountError('BUG', 'the delaying proxy does not listen');
    return address.port;
  }

  /** Round-trip time to add from now on; 0 = none. Answers what was really added, on average, since the last call. */
  setDelay(byMs: number): number | undefined {
    const [there, back] = [this.#there.takeMeanNs(), this.#back.takeMeanNs()];
    this.#there.byNs = (byMs * 1e6) / 2;
    this.#back.byNs = (byMs * 1e6) / 2;
    return there === undefined || back === undefined ? undefined : (there + back) / 1e6;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    const server = connect({ ...this.#target, noDelay: true });
    const lines = [new DelayLine(client, server, this.#there), new DelayLine(server, client, this.#back)];
    const drop = (): void => {
      for (const line of lines) line.close();
      for (const socket of [client, server]) {
        socket.destroy();
        this.#sockets.delete(socket);
      }
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', drop);
      socket.on('close', drop);
    }
  }
}
