// The application's own connections: to the broker for sending, to the result backend for reading. Opened when first
// needed; one that could not be made is not kept, the next user tries again.

import { connectBroker, type Broker } from '../../broker/index.ts';

export class Connections {
  readonly #resultExpiresSec: number;
  #brokerUrl: string;
  #backendUrl: string;
  #broker: Promise<Broker> | undefined;
  #backend: Promise<Broker> | undefined;

  constructor(brokerUrl: string, backendUrl: string, resultExpiresSec: number) {
    this.#brokerUrl = brokerUrl;
    this.#backendUrl = backendUrl;
    this.#resultExpiresSec = resultExpiresSec;
  }

  redirect(brokerUrl: string, backendUrl: string): void {
    this.#brokerUrl = brokerUrl;
    this.#backendUrl = backendUrl;
  }

  broker(): Promise<Broker> {
    this.#broker ??= this.#connect(this.#brokerUrl).catch((error: unknown) => {
      this.#broker = undefined;
      throw error;
    });
    return this.#broker;
  }

  backend(): Promise<Broker> {
    if (this.#backendUrl === this.#brokerUrl) return this.broker();
    this.#backend ??= this.#connect(this.#backendUrl).catch((error: unknown) => {
      this.#backend = undefined;
      throw error;
    });
    return this.#backend;
  }

  async close(): Promise<void> {
    const opened = [this.#broker, this.#backend].filter((broker) => broker !== undefined);
    this.#broker = undefined;
    this.#backend = undefined;
    for (const result of await Promise.allSettled(opened)) {
      if (result.status === 'fulfilled') await result.value.close();
    }
  }

  #connect(url: string): Promise<Broker> {
    return connectBroker(url, { resultExpiresSec: this.#resultExpiresSec });
  }
}
