// The server itself: INFO, TIME, FLUSHALL and what clients ask before they start.

import type { Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import type { Engine } from '../engine.ts';
import { refuse } from '../refusal.ts';
import { EMBEDDED_VERSION, REDIS_VERSION } from '../version.ts';

export const SERVER_COMMANDS: readonly Command[] = [
  { name: 'info', arity: -1, run: info },
  { name: 'time', arity: 1, run: time },
  { name: 'dbsize', arity: 1, run: ({ db, reply }) => reply.integer(db.keys().length) },
  { name: 'flushdb', arity: -1, run: flushDatabase },
  { name: 'flushall', arity: -1, run: flushAll },
  { name: 'config', arity: -2, run: config },
  { name: 'command', arity: -1, run: ({ reply }, args) => (args.count > 1 ? reply.map(0) : reply.array(0)) },
];

function info({ session, reply }: Context): void {
  const { engine } = session;
  const { user, system } = process.cpuUsage();
  const sections = {
    Server: {
      redis_version: REDIS_VERSION,
      headcount_version: EMBEDDED_VERSION,
      redis_mode: 'standalone',
      run_id: engine.runId,
      process_id: process.pid,
      tcp_port: session.socket.localPort,
      uptime_in_seconds: Math.floor((Date.now() - engine.startedAtMs) / 1000),
    },
    Clients: { connected_clients: engine.sessions.size },
    Memory: { used_memory: process.memoryUsage().heapUsed },
    Stats: {
      total_commands_processed: engine.commands,
      total_net_input_bytes: traffic(engine, 'in'),
      total_net_output_bytes: traffic(engine, 'out'),
    },
    CPU: { used_cpu_sys: system / 1e6, used_cpu_user: user / 1e6 },
    Persistence: { loading: 0 },
    Replication: { role: 'master', connected_slaves: 0 },
    Keyspace: Object.fromEntries(
      engine.databases
        .filter(({ size }) => size > 0)
        .map(({ index, size, expiring }) => [`db${index}`, `keys=${size},expires=${expiring},avg_ttl=0`]),
    ),
  };
  const lines = Object.entries(sections).flatMap(([title, fields]) => [
    `# ${title}`,
    ...Object.entries(fields).map(([name, value]) => `${name}:${value}`),
    '',
  ]);
  reply.bulk(lines.join('\r\n'));
}

// Of the clients that are here and of those that are gone.
function traffic({ sessions, endedTraffic }: Engine, direction: 'in' | 'out'): number {
  let sum = direction === 'in' ? endedTraffic.inBytes : endedTraffic.outBytes;
  for (const { socket } of sessions.values()) {
    sum += direction === 'in' ? socket.bytesRead : socket.bytesWritten;
  }
  return sum;
}

function time({ reply }: Context): void {
  const nowMs = performance.timeOrigin + performance.now();
  const seconds = Math.floor(nowMs / 1000);
  reply.bulks([String(seconds), String(Math.floor((nowMs - seconds * 1000) * 1000))]);
}

function flushDatabase({ db, reply }: Context): void {
  db.clear();
  reply.simple('OK');
}

function flushAll({ session, reply }: Context): void {
  for (const database of session.engine.databases) database.clear();
  reply.simple('OK');
}

// There is nothing to configure: GET knows no parameter, SET is refused.
function config({ reply }: Context, args: Arguments): void {
  if (args.option(1) === 'GET') reply.map(0);
  else refuse('ERR the embedded broker has no configuration');
}
