// What every broker must do, run for each of them by broker.test.ts.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OwnBroker } from '../../src/broker/index.ts';
import { brokerChords } from './broker-chords.ts';
import { brokerClaims } from './broker-claims.ts';
import { brokerForeignClaims } from './broker-foreign-claims.ts';
import { BrokerHarness } from './broker-harness.ts';
import { brokerObserving } from './broker-observing.ts';
import { brokerOutages } from './broker-outages.ts';
import { brokerResults } from './broker-results.ts';
import { brokerReserving } from './broker-reserving.ts';
import { brokerSending } from './broker-sending.ts';
import { brokerSignals } from './broker-signals.ts';
import { brokerWaiting } from './broker-waiting.ts';

export interface BrokerUnderTest {
  readonly name: string;
  readonly skip: string | false;
  /** On the given port, or a free one. */
  start(port?: number): Promise<OwnBroker>;
}

/** Opens a harness on the server of the suite, its database empty. */
export type OpenHarness = () => Promise<BrokerHarness>;

export function brokerContract(underTest: BrokerUnderTest): void {
  describe(`every broker: ${underTest.name}`, { timeout: 60_000, skip: underTest.skip }, () => {
    let server: OwnBroker | undefined;
    before(async () => {
      server = await underTest.start();
    });
    after(() => server?.stop());
    const open: OpenHarness = () => {
      assert.ok(server !== undefined);
      return BrokerHarness.open(server.url);
    };
    it('says what it is', async () => {
      await using harness = await open();
      const { info } = await harness.broker();
      assert.equal(info.kind, server?.kind);
      assert.match(info.version, /^\d+\.\d+/);
    });
    describe('sending', () => brokerSending(open));
    describe('reserving', () => brokerReserving(open));
    describe('waiting', () => brokerWaiting(open));
    describe('settling claims', () => brokerClaims(open));
    describe('claims of others', () => brokerForeignClaims(open));
    describe('results', () => brokerResults(open));
    describe('chords', () => brokerChords(open));
    describe('observing', () => brokerObserving(open));
    describe('signals', () => brokerSignals(open));
    describe('outages', () => brokerOutages(open, underTest));
  });
}
