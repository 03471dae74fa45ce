// A child process of the prefork pool. Frames go over a socket pair of their own (fd 3), so that what tasks
// print cannot be mistaken for a frame and the slow built-in channel is not needed.

import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { HeadcountError } from '../../errors/index.ts';
import type { Carrier, CarrierListener, PrintedText } from './carrier.ts';
import { LineSplitter, TextTail } from './line-buffer.ts';

const CHILD_MAIN = fileURLToPath(new URL('./prefork-child-main.js', import.meta.url));

/** How long to wait, once the process is gone, for the rest of its output. */
const OUTPUT_GRACE_MS = 200;

export function startProcess(listener: CarrierListener, print: PrintedText): Carrier {
  const child = spawn(process.execPath, [...childFlags(process.execArgv), CHILD_MAIN], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const tail = new TextTail();
  forwardOutput(child, print, tail);
  reportExit(child, listener, tail);
  const socket = frameSocket(child);
  const splitter = new LineSplitter((line) => listener.frame(line));
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => splitter.push(chunk));
  // A broken pipe means that the child is going; its exit is what counts.
  socket.on('error', () => socket.destroy());
  return {
    pid: child.pid ?? 0,
    send: (frame) => void (socket.writable && socket.write(`${frame}\n`)),
    release: () => void socket.end(),
    kill: () => void child.kill('SIGKILL'),
  };
}

function frameSocket(child: ChildProcess): Socket {
  const stream = child.stdio[3];
  if (stream instanceof Socket) return stream;
  throw new HeadcountError('BUG', 'the child process has no frame socket');
}

function forwardOutput(child: ChildProcess, print: PrintedText, tail: TextTail): void {
  child.stdout?.setEncoding('utf8').on('data', print);
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    tail.push(chunk);
    print(chunk);
  });
}

// 'close' comes when all output was read, but never if a grandchild keeps the pipe open.
function reportExit(child: ChildProcess, listener: CarrierListener, tail: TextTail): void {
  let reported = false;
  let patience: NodeJS.Timeout | undefined;
  const report = (reason: string): void => {
    clearTimeout(patience);
    if (reported) return;
    reported = true;
    listener.exited(reason, tail.text);
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
function childFlags(flags: readonly string[]): readonly string[] {
  return flags.filter((flag) =>
    /^--(?:enable-source-maps|max-old-space-size=|cpu-prof|import=|require=)/.test(flag),
  );
}
