// Starts workflows on the broker: chords are announced before their first member can end, then the messages go.

import type { Chords, OutgoingMessage, Sender } from '../../broker/index.ts';
import { ms } from '../../units/index.ts';
import { messageOf, type Origin, type Route } from '../canvas/message.ts';
import type { Plan } from '../canvas/plan.ts';

export interface PublisherParts {
  readonly sender: Sender;
  readonly chords: Chords;
  readonly route: Route;
}

/** An outage or a refusal that lasts longer is not sat out. */
const INSIST_FOR_MS = ms(60_000);

export class Publisher {
  readonly #parts: PublisherParts;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /**
   * Publishes everything in one go, through an outage or a refusal of a minute; then a message may arrive twice.
   * `origin` null: a client starts it. Rejects with BROKER_UNREACHABLE or BROKER_REFUSED.
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
    await this.#parts.sender.send(messages, INSIST_FOR_MS);
  }
}
