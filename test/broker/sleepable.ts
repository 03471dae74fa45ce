// A TCP proxy in front of a broker that can be put to sleep and woken, cut and mended: outages on demand.
//
//   asleep  connections stay, new ones are accepted, nothing passes in either direction
//   cut     connections are broken, new ones are broken at once

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

export class Sleepable implements AsyncDisposable {
  readonly #target: URL;
  readonly #listener: Server;
  readonly #pairs = new Set<Pair>();
  #state: 'awake' | 'asleep' | 'cut' = 'awake';
  #connections = 0;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#listener = createServer((socket) => this.#accept(socket));
  }

  static async inFrontOf(url: string): Promise<Sleepable> {
    const sleepable = new Sleepable(url);
    sleepable.#listener.listen(0, '127.0.0.1');
    await once(sleepable.#listener, 'listening');
    return sleepable;
  }

  /** The same broker, through the proxy. */
  get url(): string {
    const address = this.#listener.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return `redis://127.0.0.1:${address.port}${this.#target.pathname}`;
  }

  /** How many connections were made so far. */
  get connections(): number {
    return this.#connections;
  }

  sleep(): void {
    this.#state = 'asleep';
    for (const { client, server } of this.#pairs) {
      client.pause();
      server.pause();
    }
  }

  wake(): void {
    this.#state = 'awake';
    for (const { client, server } of this.#pairs) {
      client.resume();
      server.resume();
    }
  }

  /** Nothing the server answers gets through any more, while what clients send still arrives. */
  deafen(): void {
    for (const { server } of this.#pairs) server.pause();
  }

  cut(): void {
    this.#state = 'cut';
    for (const pair of this.#pairs) drop(pair);
  }

  mend(): void {
    this.#state = 'awake';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  #accept(client: Socket): void {
    this.#connections++;
    if (this.#state === 'cut') {
      client.destroy();
      return;
    }
    const server = connect({ host: this.#target.hostname, port: Number(this.#target.port) });
    const pair = { client, server };
    this.#pairs.add(pair);
    pipe(client, server);
    pipe(server, client);
    for (const socket of [client, server]) {
      socket.on('error', () => drop(pair));
      socket.on('close', () => {
        this.#pairs.delete(pair);
        drop(pair);
      });
    }
    if (this.#state === 'asleep') {
      client.pause();
      server.pause();
    }
  }
}

function pipe(from: Socket, to: Socket): void {
  from.setNoDelay(true);
  from.on('data', (chunk) => to.write(chunk));
  from.on('end', () => to.end());
}

function drop({ client, server }: Pair): void {
  client.destroy();
  server.destroy();
}
