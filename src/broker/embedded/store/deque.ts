// A list that is cheap at both ends: a ring of slots whose number is a power of two.

const SMALLEST = 8;

export class Deque {
  #slots: (string | undefined)[] = new Array<string | undefined>(SMALLEST);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  pushLeft(item: string): void {
    if (this.#length === this.#slots.length) this.#resize(this.#length * 2);
    this.#head = (this.#head - 1) & (this.#slots.length - 1);
    this.#slots[this.#head] = item;
    this.#length++;
  }

  pushRight(item: string): void {
    if (this.#length === this.#slots.length) this.#resize(this.#length * 2);
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = item;
    this.#length++;
  }

  popLeft(): string | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#shrunk();
    return item;
  }

  popRight(): string | undefined {
    if (this.#length === 0) return undefined;
    const last = (this.#head + this.#length - 1) & (this.#slots.length - 1);
    const item = this.#slots[last];
    this.#slots[last] = undefined;
    this.#shrunk();
    return item;
  }

  /** undefined outside 0..length-1. */
  at(index: number): string | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    return this.#slots[(this.#head + index) & (this.#slots.length - 1)];
  }

  /** Replaces one item; false outside 0..length-1. */
  set(index: number, item: string): boolean {
    if (index < 0 || index >= this.#length) return false;
    this.#slots[(this.#head + index) & (this.#slots.length - 1)] = item;
    return true;
  }

  /** Items from..to, both included, both within bounds. */
  range(from: number, to: number): string[] {
    const items: string[] = [];
    for (let i = from; i <= to; i++) items.push(this.at(i) ?? '');
    return items;
  }

  /** Replaces everything. */
  assign(items: readonly string[]): void {
    this.#slots = new Array<string | undefined>(SMALLEST);
    this.#head = 0;
    this.#length = 0;
    for (const item of items) this.pushRight(item);
  }

  #shrunk(): void {
    this.#length--;
    const { length } = this.#slots;
    if (length > 1024 && this.#length < length / 8) this.#resize(length / 4);
  }

  #resize(size: number): void {
    const slots = new Array<string | undefined>(size);
    for (let i = 0; i < this.#length; i++) slots[i] = this.at(i);
    this.#slots = slots;
    this.#head = 0;
  }
}
