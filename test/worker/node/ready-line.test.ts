import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Log, parseReadyLine, readyMessage } from '../../../src/worker/index.ts';

describe('the ready line', () => {
  it('is written at every log level and read back', () => {
    let text = '';
    const log = new Log('critical', (written) => (text += written));
    log.error('not shown');
    log.banner(readyMessage('w1@host'));
    log.flush();
    assert.equal(parseReadyLine(text), 'w1@host');
  });

  it('is read with and without a time before it', () => {
    assert.equal(parseReadyLine('w1@vm ready.'), 'w1@vm');
    assert.equal(parseReadyLine('[2026-01-02 03:04:05,678: INFO/MainProcess] w1@vm ready.\r'), 'w1@vm');
  });

  it('is not seen where there is none', () => {
    for (const line of ['', 'ready.', 'Task x[1] succeeded: w1@vm ready', 'mail a@b ready. Not']) {
      assert.equal(parseReadyLine(line), undefined);
    }
  });
});
