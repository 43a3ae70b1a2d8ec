/** The example: tags follow the choices of the user. */
import { describe, expect, test } from 'vitest';
import { Lists, TcString } from 'tcf-wasm';
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

describe('it fails closed', () => {
  const send = (tags: object[], ...events: (object | undefined)[]) => {
    const errors: unknown[] = [];
    let listener: ((data: unknown, success: boolean) => void) | undefined;
    const tcfapi = (_: string, __: number, callback: typeof listener) => {
      listener = callback;
    };
    const onError = (error: Error) => {
      errors.push(error.message);
      throw new Error('the reporter fails, too');
    };
    gate(tags, { lists: lists(), asOf, tcfapi, onError });
    for (const event of events) {
      const data = event && { eventStatus: 'useractioncomplete', gdprApplies: true, ...event };
      listener?.(data, event !== undefined);
    }
    return errors;
  };
  const fail = (message: string) => () => {
    throw new Error(message);
  };
  const RUN = ['run', { 1: 'consent', 2: 'consent' }];
  const accepted = { tcString: ACCEPTED };
  const withdrawn = { tcString: CHANGED };

  test('a tag that cannot be stopped stops no other from being stopped', () => {
    const [first, second] = [tag(2, [1, 2]), tag(2, [1, 2])];
    const stop = first.stop;
    first.stop = fail('cannot stop');
    expect(send([first, second], accepted, withdrawn)).toEqual(['cannot stop']);
    expect([first.calls, second.calls]).toEqual([[RUN], [RUN, 'stop']]);
    // It is stopped at the next event, before it runs again.
    const third = tag(2, [1, 2]);
    let attempts = 0;
    third.stop = () => (attempts++ ? stop() : fail('cannot stop yet')());
    first.calls.length = 0;
    expect(send([third], accepted, withdrawn, accepted)).toEqual(['cannot stop yet']);
    expect([third.calls, first.calls]).toEqual([[RUN, RUN], ['stop']]);
  });

  test('a tag that cannot start stops no other from starting, and is stopped', () => {
    const [first, second] = [tag(2, [1, 2]), tag(2, [1, 2])];
    first.run = fail('cannot run');
    expect(send([first, second], accepted, accepted, withdrawn)).toEqual(['cannot run']);
    expect([first.calls, second.calls]).toEqual([['stop'], [RUN, 'stop']]);
  });

  test('a tag that cannot be decided on does not run', () => {
    const [first, second] = [tag(2, [99]), tag(2, [1, 2])];
    expect(send([first, second], accepted)).toHaveLength(1);
    expect([first.calls, second.calls]).toEqual([[], [RUN]]);
  });

  test.each([{ tcString: 5 }, { tcString: {} }, { tcString: '' }, {}, undefined])(
    'tags are stopped by %j',
    (event) => {
      const tags = [tag(2, [1, 2]), tag(2, [1, 2])];
      send(tags, accepted, event);
      expect(tags.map(({ calls }) => calls)).toEqual([
        [RUN, 'stop'],
        [RUN, 'stop'],
      ]);
    },
  );

  test('tags are stopped before others start', () => {
    const calls: string[] = [];
    const first = { ...tag(1, [1]), run: () => calls.push('run 1') };
    const second = { ...tag(2, [2]), stop: () => calls.push('stop 2') };
    // The second one runs under both strings; only the first string permits the vendor 2.
    const only1 = TcString.parse(ACCEPTED)
      .with({ vendorConsents: [1] })
      .encode();
    const only2 = TcString.parse(ACCEPTED)
      .with({ vendorConsents: [2] })
      .encode();
    send([first, second], { tcString: only2 }, { tcString: only1 });
    expect(calls).toEqual(['stop 2', 'run 1']);
  });

  test('a tag without stop is refused', () => {
    expect(() => send([{ ...tag(2, [1]), stop: undefined }])).toThrow(
      'the tag of vendor 2 has no stop',
    );
  });

  test('a tag whose basis changes runs again with the new one', () => {
    const one = tag(2, [1, 2]);
    send([one], { gdprApplies: false }, accepted, accepted);
    expect(one.calls).toEqual([['run', {}], 'stop', RUN]);
  });
});

test('nothing runs after it was left, even before the first event', () => {
  const { tcfapi, send } = cmp();
  const one = tag(2, [1]);
  gate([one], { lists: lists(), asOf, tcfapi })();
  send({ eventStatus: 'tcloaded', tcString: ACCEPTED });
  expect(one.calls).toEqual([]);
});
