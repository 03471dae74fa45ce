// Starts the embedded broker in a process of its own.

import { fileURLToPath } from 'node:url';
import { HeadcountError } from '../../errors/index.ts';
import { Child } from './child.ts';
import type { OwnBroker } from './own-broker.ts';

export interface EmbeddedBrokerOptions {
  /** Default 0: a free one. */
  readonly port?: number;
}

const MAIN = fileURLToPath(new URL('../embedded/embedded-main.js', import.meta.url));

/** Throws BROKER_START when it does not come up, for instance because the port is taken. */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions = {}): Promise<OwnBroker> {
  const child = new Child(process.execPath, [MAIN, String(options.port ?? 0)]);
  const line = await child.firstLine();
  const match = /^ready port=(\d+) pid=(\d+)$/.exec(line);
  if (match === null) {
    await child.stop();
    throw new HeadcountError('BROKER_START', `the embedded broker said "${line}" instead of being ready`);
  }
  const stop = (): Promise<void> => child.stop();
  return {
    url: `redis://127.0.0.1:${match[1]}/0`,
    kind: 'embedded',
    pid: Number(match[2]),
    restart: undefined,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
