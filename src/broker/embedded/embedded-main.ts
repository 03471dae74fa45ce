// The embedded broker as a process: says when it is ready, ends when its input closes or on SIGTERM, so that it
// cannot outlive whoever started it. Its only argument is the port, 0 for a free one.

import { listen } from './server.ts';

const server = await listen(Number(process.argv[2] ?? 0));
process.stdout.write(`ready port=${server.port} pid=${process.pid}\n`);

function stop(): void {
  process.stdin.destroy();
  void server.close();
}

process.stdin.on('end', stop);
process.stdin.on('error', stop);
process.stdin.resume();
process.once('SIGTERM', stop);
