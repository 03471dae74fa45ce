// Something that is expensive to open and that all tasks of a process share: a pool of connections, a client, a model.
// Opened when a task first asks for it, so that a process whose tasks never do pays nothing.

import { HeadcountError, toError } from '../../errors/index.ts';
import type { Closers } from './closers.ts';

/** Handle on a resource; made by `app.resource`. */
export interface Resource<T> {
  readonly name: string;
  /**
   * The resource, opened if it is not. All who ask meanwhile wait for the same opening. Rejects with RESOURCE_FAILED
   * when it cannot be opened; the next one to ask tries again.
   */
  get(): Promise<T>;
}

export interface ResourceOptions<T> {
  readonly name: string;
  readonly open: () => T | Promise<T>;
  readonly close: (value: T) => void | Promise<void>;
}

export class LazyResource<T> implements Resource<T> {
  readonly #options: ResourceOptions<T>;
  readonly #closers: Closers;
  #opened: Promise<T> | undefined;

  constructor(options: ResourceOptions<T>, closers: Closers) {
    this.#options = options;
    this.#closers = closers;
  }

  get name(): string {
    return this.#options.name;
  }

  get(): Promise<T> {
    this.#opened ??= this.#attempt();
    return this.#opened;
  }

  // One that failed is not kept.
  #attempt(): Promise<T> {
    const opening = this.#open();
    this.#closers.expect(opening);
    opening.catch(() => {
      if (this.#opened === opening) this.#opened = undefined;
    });
    return opening;
  }

  async #open(): Promise<T> {
    try {
      const value = await this.#options.open();
      // Registered once it is open: what it opened first for its own use is closed after it.
      this.#closers.push(() => this.#close(value));
      return value;
    } catch (error) {
      throw new HeadcountError(
        'RESOURCE_FAILED',
        `resource "${this.name}" cannot be opened: ${toError(error).message}`,
        { cause: error },
      );
    }
  }

  async #close(value: T): Promise<void> {
    this.#opened = undefined;
    await this.#options.close(value);
  }
}
