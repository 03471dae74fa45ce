// A child process of the prefork pool. Frames go over sockets of their own, so that what tasks print cannot be
// mistaken for a frame and the slow built-in channel is not needed.

import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { HeadcountError } from '../../errors/index.ts';
import type { Carrier, CarrierListener, CarrierOptions, PrintedText } from './carrier.ts';
import { ORDERS_FD, REPORTS_FD } from './child-channel.ts';
import { openOffers } from './file-claims.ts';
import { LineSplitter, TextTail } from './line-buffer.ts';

const CHILD_MAIN = fileURLToPath(new URL('./prefork-child-main.js', import.meta.url));

/** How long to wait, once the process is gone, for the rest of its output. */
const OUTPUT_GRACE_MS = 200;

export function startProcess(listener: CarrierListener, options: CarrierOptions): Carrier {
  const offers = openOffers();
  const child = spawn(process.execPath, [...childFlags(process.execArgv, options.maxHeapMiB), CHILD_MAIN], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', offers?.fd ?? 'ignore'],
  });
  const tail = new TextTail();
  forwardOutput(child, options.print, tail);
  reportExit(child, (reason) => listener.exited(reason, tail.text));
  readReports(frameSocket(child, REPORTS_FD), listener);
  const orders = frameSocket(child, ORDERS_FD);
  // A broken pipe means that the child is going; its exit is what counts.
  orders.on('error', () => orders.destroy());
  orders.resume();
  return {
    pid: child.pid ?? 0,
    offers,
    send: (frames) => void (orders.writable && orders.write(`${frames}\n`)),
    release: () => void orders.end(),
    kill: () => void child.kill('SIGKILL'),
  };
}

function readReports(reports: Socket, listener: CarrierListener): void {
  const splitter = new LineSplitter((line) => listener.frame(line));
  reports.setEncoding('utf8');
  reports.on('data', (chunk: string) => splitter.push(chunk));
  reports.on('error', () => reports.destroy());
}

function frameSocket(child: ChildProcess, fd: number): Socket {
  const stream = child.stdio[fd];
  if (stream instanceof Socket) return stream;
  throw new HeadcountError('BUG', `the child process has no socket at fd ${fd}`);
}

function forwardOutput(child: ChildProcess, print: PrintedText, tail: TextTail): void {
  child.stdout?.setEncoding('utf8').on('data', print);
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    tail.push(chunk);
    print(chunk);
  });
}

// 'close' comes when all output was read, but never if a grandchild keeps the pipe open.
function reportExit(child: ChildProcess, exited: (reason: string) => void): void {
  let reported = false;
  let patience: NodeJS.Timeout | undefined;
  const report = (reason: string): void => {
    clearTimeout(patience);
    if (reported) return;
    reported = true;
    exited(reason);
  };
  child.once('error', (error) => report(`could not start: ${error.message}`));
  child.once('exit', (code, signal) => {
    patience = setTimeout(() => {
      for (const stream of child.stdio) stream?.destroy();
      report(describeExit(code, signal));
    }, OUTPUT_GRACE_MS);
  });
  child.once('close', (code, signal) => report(describeExit(code, signal)));
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
}

// A debugger's port cannot be shared, and a script given on the command line is not the child's.
function childFlags(flags: readonly string[], maxHeapMiB: number | undefined): readonly string[] {
  const inherited = flags.filter((flag) =>
    /^--(?:enable-source-maps|max-old-space-size=|cpu-prof|import=|require=)/.test(flag),
  );
  return maxHeapMiB === undefined ? inherited : [...inherited, `--max-old-space-size=${maxHeapMiB}`];
}
