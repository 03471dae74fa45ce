// A TCP proxy that counts the connections it carries, and can stop answering: what a client does with its connections, seen
// from outside, whatever protocol it speaks.

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export class CountingProxy implements AsyncDisposable {
  readonly port: number;
  connections = 0;
  /** While true, what comes in is swallowed. */
  silent = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async before(port: number): Promise<CountingProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('a proxy without a port');
    const proxy = new CountingProxy(server, address.port);
    server.on('connection', (socket) => proxy.#carry(socket, connect(port, '127.0.0.1')));
    return proxy;
  }

  /** Connections open now. */
  get open(): number {
    return this.#sockets.size / 2;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #carry(client: Socket, server: Socket): void {
    this.connections++;
    this.#link(client, server);
    this.#link(server, client);
  }

  #link(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('error', () => undefined);
    from.on('data', (chunk) => this.silent || to.write(chunk));
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
