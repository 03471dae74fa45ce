// The server that http tasks call: it answers after a time drawn from a law, makes the first answer on each connection wait for
// what setting one up would cost, and has room for so many connections.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { random, type Random } from '../../stats/index.ts';
import { ms } from '../../units/index.ts';
import { durationSampler, ioWait } from '../../workload/index.ts';
import type { TargetOrder } from './messages.ts';

const HOST = '127.0.0.1';
const BODY = 'ok';

export class HttpTarget {
  readonly #settings: TargetOrder['settings'];
  readonly #latencyMs: () => number;
  readonly #failures: Random;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #new = new WeakSet<Socket>();

  constructor({ settings, seed }: TargetOrder) {
    const source = random(seed);
    this.#settings = settings;
    this.#latencyMs = durationSampler(settings.latency, source.stream('target/latency'));
    this.#failures = source.stream('target/failures');
    this.#server = createServer((request, response) => void this.#answer(request, response));
    // A connection stays until its client closes it: the client's pool is what is under test.
    this.#server.keepAliveTimeout = 0;
    this.#server.on('connection', (socket) => this.#connected(socket));
  }

  /** Starts to listen; answers the port. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, HOST, () => {
        const address = this.#server.address();
        if (typeof address === 'object' && address !== null) resolve(address.port);
      });
    });
  }

  #connected(socket: Socket): void {
    // One beyond the limit is told so when it asks, and counts for nothing.
    if (this.#open.size >= (this.#settings.connections ?? Infinity)) return;
    this.#open.add(socket);
    this.#new.add(socket);
    socket.once('close', () => this.#open.delete(socket));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request;
    request.resume();
    if (!this.#open.has(socket)) return refuse(response, this.#settings.connections ?? 0);
    const setUpMs = this.#new.delete(socket) ? this.#settings.connectMs : 0;
    await ioWait(ms(setUpMs + this.#latencyMs()));
    const { failureRatio } = this.#settings;
    const failed = failureRatio > 0 && this.#failures.next() < failureRatio;
    if (failed) response.writeHead(500, 'Failed as its scenario asks');
    response.end(BODY);
  }
}

function refuse(response: ServerResponse, connections: number): void {
  response.writeHead(503, `All ${connections} connections are taken`, { connection: 'close' });
  response.end();
}
