// First in, first out, without moving anything: an array with a head.

export class WaitingLine<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** What is next, without taking it. */
  get first(): T | undefined {
    return this.#items[this.#head];
  }

  /** Items that were taken and are back: they are next again, in this order. */
  putBack(items: readonly T[]): void {
    this.#items = [...items, ...this.items()];
    this.#head = 0;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** What waits, in order, without taking it. */
  items(): readonly T[] {
    return this.#items.slice(this.#head).filter((item) => item !== undefined);
  }

  /** Takes everything out, in order. */
  drain(): readonly T[] {
    const rest: T[] = [];
    for (let item = this.shift(); item !== undefined; item = this.shift()) rest.push(item);
    return rest;
  }
}
