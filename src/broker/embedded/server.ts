// The embedded broker's TCP side.

import { createServer, type Server, type Socket } from 'node:net';
import { HeadcountError } from '../../errors/index.ts';
import { Engine } from './engine.ts';
import { Session } from './session.ts';

export interface EmbeddedServer {
  readonly port: number;
  /** Drops all clients and stops listening. */
  close(): Promise<void>;
}

const SWEEP_EVERY_MS = 1000;

/** Listens on 127.0.0.1; port 0 picks a free one. Rejects when the port is taken. */
export async function listen(port: number): Promise<EmbeddedServer> {
  const engine = new Engine();
  const server = createServer({ noDelay: true }, (socket) => accept(engine, socket));
  await listening(server, port);
  const sweeper = setInterval(() => engine.sweepExpired(), SWEEP_EVERY_MS);
  return {
    port: portOf(server),
    close: async () => {
      clearInterval(sweeper);
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const { socket } of engine.sessions.values()) socket.destroy();
      await closed;
    },
  };
}

function accept(engine: Engine, socket: Socket): void {
  const [database] = engine.databases;
  if (database === undefined) return;
  const session = new Session(engine, socket, database);
  engine.sessions.set(session.id, session);
  socket.on('data', (chunk) => session.receive(chunk));
  socket.on('close', () => session.end());
  socket.on('error', () => socket.destroy());
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new HeadcountError('BUG', 'a TCP server has no port');
  return address.port;
}
