// The run's handle on the delaying proxy: started for a trial that plans a delay, in the way of whoever is to feel it.

import { fileURLToPath } from 'node:url';
import { HeadcountError } from '../../../errors/index.ts';
import type { Milliseconds } from '../../../units/index.ts';
import { AnsweringProcess } from '../../answering-process.ts';
import { proxyAnswerSchema, type ProxyAnswer, type ProxyOrder } from './messages.ts';

const MAIN = fileURLToPath(new URL('./proxy-main.js', import.meta.url));
const REDIS_PORT = 6379;

export class ProxyProcess implements AsyncDisposable {
  readonly #process: AnsweringProcess<ProxyOrder, ProxyAnswer>;
  #url = '';

  private constructor(env: Readonly<Record<string, string | undefined>>) {
    const parse = (message: unknown): ProxyAnswer => proxyAnswerSchema.parse(message);
    this.#process = new AnsweringProcess({ main: MAIN, env, parse, failed });
  }

  /** Starts one in front of the broker at a redis:// URL. Throws FAULT_FAILED. */
  static async inFrontOf(
    brokerUrl: string,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<ProxyProcess> {
    const proxy = new ProxyProcess(env);
    await proxy.#process.started(proxy.#listen(new URL(brokerUrl)));
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
    await this.#process.stop();
  }

  async #listen(target: URL): Promise<void> {
    const host = target.hostname.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1';
    const port = target.port === '' ? REDIS_PORT : Number(target.port);
    const answer = await this.#order({ order: 'listen', host, port });
    if (answer.answer !== 'listening') throw failed(`answered ${answer.answer}`);
    target.hostname = '127.0.0.1';
    target.port = String(answer.port);
    this.#url = target.href;
  }

  async #order(order: ProxyOrder): Promise<Exclude<ProxyAnswer, { answer: 'failed' }>> {
    const given = await this.#process.ask(order);
    if (given.answer === 'failed') throw failed(`failed: ${given.message}`);
    return given;
  }
}

function failed(how: string): HeadcountError {
  return new HeadcountError('FAULT_FAILED', `the delaying proxy in front of the broker ${how}`);
}
