// The run's handle on the delaying proxy: started for a trial that plans a delay, in the way of whoever is to feel it.

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { HeadcountError } from '../../../errors/index.ts';
import { deferred, type Deferred } from '../../../lifecycle/index.ts';
import type { Milliseconds } from '../../../units/index.ts';
import { proxyAnswerSchema, type ProxyAnswer, type ProxyOrder } from './messages.ts';

const MAIN = fileURLToPath(new URL('./proxy-main.js', import.meta.url));
const REDIS_PORT = 6379;

export class ProxyProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Deferred<void> = deferred();
  #url = '';
  #answer: Deferred<ProxyAnswer> | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => this.#take()?.resolve(proxyAnswerSchema.parse(message)));
    child.once('error', (cause) => this.#take()?.reject(gone(cause.message)));
    child.once('exit', (code, signal) => {
      this.#take()?.reject(gone(signal === null ? `exit code ${code}` : `signal ${signal}`));
      this.#ended.resolve();
    });
  }

  /** Starts one in front of the broker at a redis:// URL. */
  static async inFrontOf(
    brokerUrl: string,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<ProxyProcess> {
    const target = new URL(brokerUrl);
    const child = fork(MAIN, {
      env: { ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      detached: true,
    });
    const proxy = new ProxyProcess(child);
    const host = target.hostname.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1';
    const port = target.port === '' ? REDIS_PORT : Number(target.port);
    const answer = await proxy.#order({ order: 'listen', host, port });
    if (answer.answer !== 'listening') throw gone(`the answer ${answer.answer}`);
    target.hostname = '127.0.0.1';
    target.port = String(answer.port);
    proxy.#url = target.href;
    return proxy;
  }

  /** The same broker, through the proxy. */
  get url(): string {
    return this.#url;
  }

  /** Round-trip time to add from now on. Answers what was added on average since the last call; null when nothing passed. */
  async setDelay(byMs: Milliseconds | 0): Promise<number | null> {
    const answer = await this.#order({ order: 'delay', byMs });
    return answer.answer === 'delayed' ? answer.addedMs : null;
  }

  /** Ends the process; connections through it break. Idempotent. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended.promise;
  }

  async #order(order: ProxyOrder): Promise<ProxyAnswer> {
    if (!this.#child.connected) throw gone('no channel');
    const answer = (this.#answer = deferred<ProxyAnswer>());
    this.#child.send(order);
    const given = await answer.promise;
    if (given.answer === 'failed') throw gone(given.message);
    return given;
  }

  #take(): Deferred<ProxyAnswer> | undefined {
    const answer = this.#answer;
    this.#answer = undefined;
    return answer;
  }
}

function gone(how: string): HeadcountError {
  return new HeadcountError('FAULT_FAILED', `the delaying proxy in front of the broker ended with ${how}`);
}
