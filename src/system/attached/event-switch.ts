// Switches the workers' task events on for a while, and off again where they were off.

import { ms } from '../../units/index.ts';
import type { Answers, RemoteControl } from '../../worker/index.ts';

const ANSWER_WITHIN_MS = ms(2000);

export class EventSwitch {
  readonly #remote: RemoteControl;
  #switched: readonly string[] = [];

  constructor(remote: RemoteControl) {
    this.#remote = remote;
  }

  /** Answers the nodes that did not confirm. */
  async on(nodes: readonly string[]): Promise<readonly string[]> {
    const answers = await this.#ask('enable_events', nodes);
    // One that answers too late has been told all the same.
    this.#switched = nodes.filter((node) => !okOf(answers, node).startsWith('task events already enabled'));
    return nodes.filter((node) => !/^task events (already )?enabled/.test(okOf(answers, node)));
  }

  /** Off again wherever they may have been off. Idempotent. */
  async back(): Promise<void> {
    const nodes = this.#switched;
    this.#switched = [];
    if (nodes.length > 0) await this.#ask('disable_events', nodes);
  }

  #ask(method: string, destination: readonly string[]): Promise<Answers> {
    return this.#remote.ask({ method, destination }, ANSWER_WITHIN_MS);
  }
}

function okOf(answers: Answers, node: string): string {
  const reply = answers.get(node);
  if (typeof reply !== 'object' || reply === null) return '';
  const ok: unknown = Object.getOwnPropertyDescriptor(reply, 'ok')?.value;
  return typeof ok === 'string' ? ok : '';
}
