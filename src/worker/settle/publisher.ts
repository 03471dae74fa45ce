// Starts workflows on the broker: chords are announced before their first member can end, then the messages go.

import { HeadcountError } from '../../errors/index.ts';
import type { Chords, OutgoingMessage, Sender } from '../../broker/index.ts';
import { messageOf, type Origin, type Route } from '../canvas/message.ts';
import type { Plan } from '../canvas/plan.ts';

export interface PublisherParts {
  readonly sender: Sender;
  readonly chords: Chords;
  readonly route: Route;
}

/** Each attempt waits some seconds for a broken connection: together about a minute. */
const ATTEMPTS = 12;

export class Publisher {
  readonly #parts: PublisherParts;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /**
   * Publishes everything in one go, through an outage if it is a short one; then a message may arrive twice.
   * `origin` null: a client starts it. Rejects with BROKER_UNREACHABLE.
   */
  async publish(plans: readonly Plan[], origin: Origin | null): Promise<void> {
    const { chords, route } = this.#parts;
    await Promise.all(
      plans.flatMap((plan) =>
        plan.chords.map(({ groupId, size, structure }) => chords.begin(groupId, size, structure)),
      ),
    );
    await this.send(plans.flatMap((plan) => plan.tasks.map((task) => messageOf(task, route, origin))));
  }

  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#parts.sender.send(messages);
      } catch (error) {
        const away = error instanceof HeadcountError && error.code === 'BROKER_UNREACHABLE';
        if (!away || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
