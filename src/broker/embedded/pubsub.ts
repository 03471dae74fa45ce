// Who listens to which channel or pattern.

import { globTest } from './glob.ts';

/** Takes messages. */
export interface Listener {
  message(channel: string, text: string): void;
  patternMessage(pattern: string, channel: string, text: string): void;
}

interface PatternListeners {
  readonly matches: (channel: string) => boolean;
  readonly listeners: Set<Listener>;
}

export class PubSub {
  readonly #channels = new Map<string, Set<Listener>>();
  readonly #patterns = new Map<string, PatternListeners>();

  get patternCount(): number {
    return this.#patterns.size;
  }

  subscribe(channel: string, listener: Listener): void {
    const listeners = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, listeners.add(listener));
  }

  unsubscribe(channel: string, listener: Listener): void {
    const listeners = this.#channels.get(channel);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#channels.delete(channel);
  }

  subscribePattern(pattern: string, listener: Listener): void {
    const entry = this.#patterns.get(pattern) ?? { matches: globTest(pattern), listeners: new Set() };
    entry.listeners.add(listener);
    this.#patterns.set(pattern, entry);
  }

  unsubscribePattern(pattern: string, listener: Listener): void {
    const entry = this.#patterns.get(pattern);
    entry?.listeners.delete(listener);
    if (entry?.listeners.size === 0) this.#patterns.delete(pattern);
  }

  /** Answers how many have got it. */
  publish(channel: string, text: string): number {
    let receivers = 0;
    for (const listener of this.#channels.get(channel) ?? []) {
      listener.message(channel, text);
      receivers++;
    }
    for (const [pattern, { matches, listeners }] of this.#patterns) {
      if (!matches(channel)) continue;
      for (const listener of listeners) listener.patternMessage(pattern, channel, text);
      receivers += listeners.size;
    }
    return receivers;
  }

  channels(pattern: string): readonly string[] {
    return [...this.#channels.keys()].filter(globTest(pattern));
  }

  listeners(channel: string): number {
    return this.#channels.get(channel)?.size ?? 0;
  }
}
