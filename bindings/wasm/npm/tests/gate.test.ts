/** The example: tags follow the choices of the user. */
import { expect, test } from 'vitest';
import { Lists } from 'tcf-wasm';
// @ts-expect-error: an example without types
import { gate, modeOf } from '../examples/gate/gate.js';
import { fixture } from './corpus.js';

/** Vendor 2 has consent for purposes 1 to 3, vendor 5 also. */
const ACCEPTED = 'CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA';
/** Consent for purpose 1 and vendor 1 only. */
const CHANGED = 'CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo';

const asOf = () => new Date('2026-06-01');
const lists = () => {
  const lists = new Lists();
  lists.add(fixture('gvl/v3/archives/vendor-list-v140.json'));
  return lists;
};

/** A CMP whose events the test sends. */
function cmp() {
  let listener: ((data: object, success: boolean) => void) | undefined;
  const tcfapi = (command: string, _: number, callback: typeof listener) => {
    listener = command === 'addEventListener' ? callback : undefined;
  };
  const send = (data: object) => listener?.({ listenerId: 1, gdprApplies: true, ...data }, true);
  return { tcfapi, send };
}

function tag(vendor: number, purposes: number[], restrictedPurposes?: number[]) {
  const calls: unknown[] = [];
  return {
    calls,
    vendor,
    purposes,
    restrictedPurposes,
    run: (bases: object) => calls.push(['run', bases]),
    runRestricted: (bases: object) => calls.push(['restricted', bases]),
    stop: () => calls.push('stop'),
  };
}

test('a tag runs, runs restricted or does not run, and follows changes', () => {
  const { tcfapi, send } = cmp();
  const tags = [tag(2, [1, 2]), tag(2, [1, 7], [1]), tag(2, [7])];
  const calls = () => tags.map((one) => one.calls);
  const leave = gate(tags, { lists: lists(), asOf, tcfapi });
  send({ eventStatus: 'cmpuishown', tcString: ACCEPTED });
  expect(calls()).toEqual([[], [], []]);
  send({ eventStatus: 'useractioncomplete', tcString: ACCEPTED });
  const first = [[['run', { 1: 'consent', 2: 'consent' }]], [['restricted', { 1: 'consent' }]], []];
  expect(calls()).toEqual(first);
  // The same string again changes nothing.
  send({ eventStatus: 'tcloaded', tcString: ACCEPTED });
  expect(calls()).toEqual(first);
  send({ eventStatus: 'useractioncomplete', tcString: CHANGED });
  expect(calls().map((of) => of.at(-1))).toEqual(['stop', 'stop', undefined]);
  leave();
  send({ eventStatus: 'useractioncomplete', tcString: ACCEPTED });
  expect(tags[0]?.calls).toHaveLength(2);
});

test.each(['', 'CQg2b', '1YNN'])('nothing runs with %j', (text) => {
  expect(modeOf(tag(2, [1]), text, { lists: lists(), asOf: asOf() }).mode).toBe('none');
});

test('nothing runs without the vendor list', () => {
  expect(modeOf(tag(2, [1]), ACCEPTED, { lists: new Lists(), asOf: asOf() }).mode).toBe('none');
});

test('where the GDPR does not apply, tags run', () => {
  const { tcfapi, send } = cmp();
  const one = tag(2, [1]);
  gate([one], { lists: lists(), asOf, tcfapi });
  send({ eventStatus: 'tcloaded', gdprApplies: false });
  expect(one.calls).toEqual([['run', {}]]);
});
