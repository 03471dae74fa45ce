// The worker's ear for remote control: hears requests, runs those meant for it in the order they came, and answers.
// A request that cannot be read, or whose command fails, is logged or answered; it never stops anything.

import {
  answerList,
  CONTROL_CHANNEL,
  decodeRequest,
  encodeAnswer,
  type ControlRequest,
  type Listening,
  type Signals,
} from '../../broker/index.ts';
import { describeError } from '../../errors/index.ts';
import { isAddressed } from './addressee.ts';
import { CommandError, NO_REPLY, reprError } from './command.ts';
import type { Panel } from './panel.ts';

/** Requests that wait for the one before them; more than this is a flood and the rest is dropped. */
const MOST_WAITING = 1_000;

export class ControlNode {
  readonly #signals: Signals;
  readonly #panel: Panel;
  #listening: Listening | undefined;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(signals: Signals, panel: Panel) {
    this.#signals = signals;
    this.#panel = panel;
  }

  async start(): Promise<void> {
    this.#listening = await this.#signals.listen(CONTROL_CHANNEL, (_channel, text) => this.#hear(text));
  }

  /** Hears nothing more; resolves when everything heard has been answered. */
  async stop(): Promise<void> {
    await this.#listening?.stop();
    await this.#last;
  }

  #hear(text: string): void {
    const decoded = decodeRequest(text);
    this.#panel.clock.forward();
    if (decoded.kind === 'malformed') {
      this.#panel.log.warning(`ignoring a malformed control request: ${decoded.reason}`);
      return;
    }
    if (decoded.request.clock > 0) this.#panel.clock.adjust(decoded.request.clock);
    if (this.#waiting >= MOST_WAITING) {
      this.#panel.log.error(`too many control requests: dropping ${decoded.request.method}`);
      return;
    }
    this.#waiting++;
    this.#last = this.#last.then(() => this.#serve(decoded.request));
  }

  /** Never rejects. */
  async #serve(request: ControlRequest): Promise<void> {
    try {
      if (isAddressed(request, this.#panel.settings.nodeName)) await this.#answer(request);
    } catch (error) {
      this.#panel.log.error(`control request ${request.method} was lost: ${describeError(error)}`);
    } finally {
      this.#waiting--;
    }
  }

  async #answer(request: ControlRequest): Promise<void> {
    const { settings, clock } = this.#panel;
    const reply = await this.#run(request);
    if (request.replyTo === null || reply === NO_REPLY) return;
    const answer = { node: settings.nodeName, ticket: request.ticket, reply };
    const text = encodeAnswer(request.replyTo, answer, clock.forward());
    await this.#signals.answer(answerList(request.replyTo), text);
  }

  async #run(request: ControlRequest): Promise<unknown> {
    try {
      // Loaded when first asked for: starting a worker need not wait for them.
      const { findCommand } = await import('./commands/index.ts');
      const command = findCommand(request.method);
      if (command === undefined) throw new CommandError('KeyError', request.method);
      return await command.run(this.#panel, request.arguments);
    } catch (error) {
      this.#panel.log.error(`control request ${request.method} failed: ${reprError(error)}`);
      return { error: reprError(error) };
    }
  }
}
