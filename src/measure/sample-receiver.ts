// The collector's side: listens on a Unix socket in a private directory and hands every record to a sink.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { SampleDecoder, type SampleSink } from './sample-codec.ts';

export class SampleReceiver implements AsyncDisposable {
  readonly path: string;
  readonly #directory: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(directory: string, server: Server) {
    this.#directory = directory;
    this.path = join(directory, 'samples.sock');
    this.#server = server;
  }

  static async listen(sink: SampleSink): Promise<SampleReceiver> {
    const directory = await mkdtemp(join(tmpdir(), 'headcount-'));
    const server = createServer();
    const receiver = new SampleReceiver(directory, server);
    server.on('connection', (socket) => receiver.#accept(socket, sink));
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(receiver.path, resolve);
      });
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    return receiver;
  }

  #accept(socket: Socket, sink: SampleSink): void {
    const decoder = new SampleDecoder(sink);
    this.#sockets.add(socket);
    socket.on('data', (chunk: Buffer) => decoder.push(chunk));
    // A killed worker resets its connection; what it had sent is counted already.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  /** Resolves when every connection has ended: whoever sent is gone, and what was sent has been read. */
  async ended(): Promise<void> {
    do {
      // A connection made at the last moment waits to be accepted: in the event loop's next turn, if this one has looked.
      await turn();
      await turn();
      const open = [...this.#sockets];
      await Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    } while (this.#sockets.size > 0);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await rm(this.#directory, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
