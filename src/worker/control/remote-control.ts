// Asks workers, ours and Python's, and collects what they answer. What the commands `inspect`, `control` and `top`
// are made of.

import { randomUUID } from 'node:crypto';
import {
  answerAddress,
  answerList,
  CONTROL_CHANNEL,
  decodeAnswer,
  encodeRequest,
  type QueueBinding,
  type Signals,
} from '../../broker/index.ts';
import { ms, type Milliseconds } from '../../units/index.ts';

export interface Question {
  readonly method: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  /** Node names; default everyone. */
  readonly destination?: readonly string[] | undefined;
}

/** What each node said, by its name. An error is an answer too: `{ error: ... }`. */
export type Answers = ReadonlyMap<string, unknown>;

interface Pending {
  readonly ticket: string;
  readonly answers: Map<string, unknown>;
  /** As many answers as there can be. */
  most: number;
}

export class RemoteControl implements AsyncDisposable {
  readonly #signals: Signals;
  readonly #address = answerAddress(randomUUID());
  #bound = false;

  constructor(signals: Signals) {
    this.#signals = signals;
  }

  /** Asks without wanting an answer. Answers how many workers heard it, of all those on this database. */
  async tell(question: Question): Promise<number> {
    return await this.#publish(question, null, 0);
  }

  /** Asks one thing; see `askAll`. */
  async ask(question: Question, timeoutMs: Milliseconds): Promise<Answers> {
    const [answers] = await this.askAll([question], timeoutMs);
    return answers ?? new Map();
  }

  /**
   * Asks several things at once and waits until everyone who heard has answered each, or until nobody has answered
   * anything for `timeoutMs`. Only one call at a time. Rejects with BROKER_UNREACHABLE.
   */
  async askAll(questions: readonly Question[], timeoutMs: Milliseconds): Promise<readonly Answers[]> {
    if (!this.#bound) await this.#signals.bind(this.#binding());
    this.#bound = true;
    const pending = new Map<string, Pending>();
    const asked = await Promise.all(
      questions.map(async (question) => {
        const ticket = randomUUID();
        const one: Pending = { ticket, answers: new Map(), most: Infinity };
        pending.set(ticket, one);
        const heard = await this.#publish(question, ticket, timeoutMs);
        one.most = Math.min(heard, question.destination?.length ?? Infinity);
        return one;
      }),
    );
    await this.#collect(pending, timeoutMs);
    return asked.map(({ answers }) => answers);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#bound) return;
    await this.#signals.unbind(this.#binding());
    await this.#signals.drop(answerList(this.#address));
  }

  async #collect(pending: ReadonlyMap<string, Pending>, timeoutMs: Milliseconds): Promise<void> {
    let quietSinceMs = performance.now();
    while ([...pending.values()].some(({ answers, most }) => answers.size < most)) {
      const leftMs = quietSinceMs + timeoutMs - performance.now();
      if (leftMs <= 0) return;
      const text = await this.#signals.takeAnswer(answerList(this.#address), ms(leftMs));
      const decoded = text === undefined ? undefined : decodeAnswer(text);
      if (decoded?.kind !== 'answer') continue;
      const { node, reply, ticket } = decoded.answer;
      const to = pending.get(ticket ?? '');
      if (to === undefined) continue;
      to.answers.set(node, reply);
      quietSinceMs = performance.now();
    }
  }

  #publish(question: Question, ticket: string | null, timeoutMs: number): Promise<number> {
    const text = encodeRequest({
      method: question.method,
      arguments: question.arguments ?? {},
      destination: question.destination ?? null,
      ticket,
      replyTo: ticket === null ? null : this.#address,
      expiresAtSec: ticket === null ? 0 : (Date.now() + timeoutMs) / 1000,
    });
    return this.#signals.publish(CONTROL_CHANNEL, text);
  }

  // Python workers look here before they answer.
  #binding(): QueueBinding {
    const { exchange, routingKey } = this.#address;
    return { exchange, routingKey, queue: answerList(this.#address) };
  }
}
