// The delaying proxy as a process, so that nothing else delays what passes through it. Takes orders over the IPC
// channel and ends when that closes.

import { describeError, HeadcountError } from '../../../errors/index.ts';
import { DelayingProxy } from './delaying-proxy.ts';
import { proxyOrderSchema, type ProxyAnswer, type ProxyOrder } from './messages.ts';

let proxy: DelayingProxy | undefined;

async function obey(order: ProxyOrder): Promise<ProxyAnswer> {
  if (order.order === 'listen') {
    proxy = await DelayingProxy.inFrontOf({ host: order.host, port: order.port });
    return { answer: 'listening', port: proxy.port };
  }
  if (proxy === undefined) throw new HeadcountError('BUG', 'the proxy was given a delay before it listens');
  return { answer: 'delayed', addedMs: proxy.setDelay(order.byMs) ?? null };
}

function answer(message: ProxyAnswer): void {
  // The run is gone when the channel is: nobody is left to tell.
  if (process.connected) process.send?.(message);
}

process.on('message', (message) => {
  obey(proxyOrderSchema.parse(message)).then(answer, (error: unknown) =>
    answer({ answer: 'failed', message: describeError(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of the terminal; the run decides when the proxy ends.
process.on('SIGINT', () => undefined);
