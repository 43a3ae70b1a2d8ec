import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as codecOnly from 'tcf-wasm/codec';
import {
  audit,
  decide,
  decideBrief,
  decode,
  describeUs,
  diff,
  encode,
  explain,
  generate,
  inspect,
  inspectFirst,
  lengths,
  Lists,
  matrix,
  names,
  purposeConsent,
  restart,
  size,
  TcError,
  TcString,
  unpack,
  validate,
  vendorConsent,
} from 'tcf-wasm';
import { fixture, tcCases } from './corpus.js';

const TEXT = 'CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA';
const OTHER = 'CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo';
const asOf = '2026-06-01';
const gvl = () => {
  const lists = new Lists();
  lists.add(fixture('gvl/v3/archives/vendor-list-v140.json'));
  return lists;
};

const thrown = (run: () => unknown): TcError => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(TcError);
    return error as TcError;
  }
  return expect.unreachable('nothing was thrown');
};

test('sets answer as sets, arrays and ranges', () => {
  const { vendorConsents, disclosedVendors } = TcString.parse(TEXT);
  expect([...vendorConsents]).toEqual([1, 2, 5]);
  expect(vendorConsents.ids()).toEqual(Uint16Array.of(1, 2, 5));
  expect(vendorConsents.ranges()).toEqual([
    [1, 2],
    [5, 5],
  ]);
  expect([vendorConsents.size, vendorConsents.max]).toEqual([3, 5]);
  expect([1, 3, 5, 0, -1, 65_537, 1.5].map((id) => vendorConsents.has(id))).toEqual([
    true,
    false,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(disclosedVendors?.size).toBe(4);
});

test('an absent segment is not an empty one', () => {
  const absent = TcString.parse(TEXT).with({ disclosedVendors: null });
  const empty = TcString.parse(TEXT).with({ disclosedVendors: [] });
  expect(absent.disclosedVendors).toBeUndefined();
  expect(empty.disclosedVendors?.size).toBe(0);
  expect(TcString.parse(empty.encode()).disclosedVendors).toBeDefined();
});

test('a change changes nothing else', () => {
  const before = TcString.parse(TEXT);
  const after = before.with({ purposesConsent: [1, '3-5', [7, 8]], cmpId: 10, publisherCC: 'FR' });
  expect([...before.purposesConsent]).toEqual([1, 2, 3]);
  expect(after.toJSON()).toEqual({
    ...before.toJSON(),
    purposesConsent: [1, 3, 4, 5, 7, 8],
    cmpId: 10,
    publisherCC: 'FR',
  });
});

test('the layout is kept where it fits', () => {
  const padded = 'CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA';
  const tc = TcString.parse(padded, { layout: true });
  expect(tc.encodeWithLayout()).toBe(padded);
  const changed = tc.with({ cmpId: 881 }).encodeWithLayout() as string;
  expect(changed.length).toBe(padded.length);
  expect(changed.split('.').slice(1)).toEqual(padded.split('.').slice(1));
  expect(tc.with({ vendorConsents: ['1-900'] }).encodeWithLayout()).toBeUndefined();
  expect(TcString.parse(padded).encodeWithLayout()).toBeUndefined();
});

test('values that do not fit are refused with their field', () => {
  const tc = TcString.parse(TEXT);
  for (const [changes, field] of [
    [{ cmpId: 4096 }, 'cmpId'],
    [{ consentScreen: 1.5 }, 'consentScreen'],
    [{ created: '1969-12-31' }, 'created'],
    [{ purposesConsent: [25] }, 'purposesConsent'],
    [{ consentLanguage: 'D1' }, 'consentLanguage'],
    [{ vendorConsents: ['5-3'] }, 'vendorConsents'],
    [
      { publisherTC: { numCustomPurposes: 2, customPurposesConsent: [3] } },
      'publisherTC.customPurposesConsent',
    ],
  ] as const) {
    const error = thrown(() => tc.with(changes as object));
    expect([error.code, error.field]).toEqual(['value', field]);
  }
  expect(thrown(() => tc.with({ vendorConsents: ['x'] })).code).toBe('value');
});

test('an error tells where, what and why', () => {
  const error = thrown(() => TcString.parse(TEXT.slice(0, 40)));
  expect(error).toMatchObject({
    code: 'S011',
    segment: 'core',
    field: expect.stringMatching(/^Vendor/),
    hint: expect.any(String),
  });
  expect(error.character).toBeGreaterThan(30);
  const padded = thrown(() => TcString.parse(`${TEXT}=`));
  expect([padded.code, padded.character]).toEqual(['S003', TEXT.length]);
  expect(TcString.parse(`${TEXT}=`, { lenient: true }).encode()).toBe(TEXT);
});

test('a question is answered only for texts that decode whole', () => {
  expect([vendorConsent(TEXT, 5), vendorConsent(TEXT, 4), purposeConsent(TEXT, 3)]).toEqual([
    true,
    false,
    true,
  ]);
  // The vendor's bit can be read, but the last segment is broken.
  expect(thrown(() => vendorConsent(TEXT.slice(0, -3), 5)).code).toBe('S011');
  for (const one of tcCases.filter(({ strict }) => strict === 'reject')) {
    expect(thrown(() => vendorConsent(one.text, 1)).code).toBe(one.error?.code);
  }
});

test('codec answers as the whole module', () => {
  const tc = codecOnly.TcString.parse(TEXT);
  expect(tc.toJSON()).toEqual(TcString.parse(TEXT).toJSON());
  expect(codecOnly.vendorConsent(TEXT, 5)).toBe(true);
});

test('memory is given back with using', () => {
  let freed: TcString;
  {
    using tc = TcString.parse(TEXT);
    freed = tc;
  }
  expect(() => freed.cmpId).toThrow();
});

test('records are those of the command', () => {
  using lists = gvl();
  expect(decode(TEXT, { ids: 'list' })[0]).toMatchObject({
    input: TEXT,
    value: { vendorConsents: [1, 2, 5] },
  });
  expect(inspect(TEXT)[0]).toMatchObject({
    field: 'Version',
    offset: 0,
    width: 6,
    bits: '000010',
    value: 2,
  });
  const first = inspectFirst(TEXT, 5);
  expect(first.records[0]).toEqual(inspect(TEXT)[0]);
  expect(first.records.length + first.omitted).toBe(inspect(TEXT).length);
  expect(validate(TEXT, { asOf, lists })[0]).toMatchObject({ valid: true });
  expect(decide(TEXT, { asOf, lists, vendors: 2, purposes: [2] })[0]).toMatchObject({
    vendor: 2,
    decisions: [{ id: 2 }],
  });
  expect(decideBrief(TEXT, { asOf, lists, vendors: 'disclosed' })).toHaveLength(4);
  expect(diff(TEXT, OTHER, { asOf, lists })).toMatchObject({
    equal: false,
    permissions: expect.any(Array),
  });
  expect(size(TEXT, { lists })).toMatchObject({ input: TEXT, ...lengths(TEXT) });
  expect(lengths('CQg2b')).toBeNull();
  expect(explain('P011')).toMatchObject({ code: 'P011' });
  expect(names(5).purposes).toHaveLength(11);
  expect(generate({ asOf, lists, kind: 'reject-all', count: 2 })).toHaveLength(2);
  expect(encode({ cmpId: 300, vendorListVersion: 140 }, { asOf })).toMatch(/^CQ/);
  expect(audit(fixture('audit/reject.har'), { file: 'reject.har', lists })).toMatchObject({
    inputs: [{ from: 'har' }],
  });
});

test('the matrix has the verdicts of decide', () => {
  using lists = gvl();
  const letter = (decision: { verdict: string; basis: string | null }) =>
    ({ deny: 'x', conditional: 'c', unknown: '?', outOfScope: 'o' })[decision.verdict] ??
    { consent: 'C', legitimateInterest: 'L' }[decision.basis ?? ''] ??
    'P';
  for (const text of [TEXT, OTHER]) {
    const found = matrix(text, { asOf, lists, vendors: 'all' });
    const records = decide(text, { asOf, lists, vendors: 'all' });
    expect(found?.vendors.length).toBe(records.length);
    for (const [at, record] of records.entries()) {
      if (!('decisions' in record) || !('vendor' in record)) return expect.unreachable();
      const row = found?.vendors[at];
      for (const [kind, key] of [
        ['purpose', 'purposes'],
        ['specialPurpose', 'specialPurposes'],
        ['feature', 'features'],
        ['specialFeature', 'specialFeatures'],
      ] as const) {
        const of = (
          record.decisions as { kind: string; id: number; verdict: string; basis: string | null }[]
        ).filter((decision) => decision.kind === kind);
        expect(row?.[key]).toEqual([of.map(({ id }) => id), of.map(letter).join('')]);
      }
    }
  }
});

test('US sections are in words, for each string of a text', () => {
  const [gpp, tc, usp] = describeUs(
    JSON.stringify({ gpp: 'DBABBg~BVYGgRFY.Y', consent: TEXT, us_privacy: '1YNN' }),
  );
  expect(gpp?.summary).toBe('Opted out of sale (usca). Global Privacy Control is on.');
  expect(gpp?.sections.map(({ id, name, title }) => [id, name, title])).toEqual([
    [8, 'usca', 'California'],
  ]);
  expect(gpp?.sections[0]?.rows[0]).toEqual({
    subject: 'sale',
    statements: [
      { field: 'SaleOptOut', text: 'opted out', refusal: true },
      { field: 'SaleOptOutNotice', text: 'notice given' },
    ],
  });
  expect(tc).toEqual({ sections: [] });
  expect(usp?.sections[0]?.rows[0]?.statements[0]?.text).toBe('not opted out');
  expect(describeUs('DBABBg~B')).toEqual([{ sections: [] }]);
});

test('strings are found in what people paste', () => {
  const url = `https://ads.example/?gdpr_consent=${TEXT}&us_privacy=1YNN`;
  expect(unpack(url)).toMatchObject([
    { kind: 'tc', text: TEXT, main: true, verbatim: true, carrier: { name: 'gdpr_consent' } },
    { kind: 'usp', text: '1YNN', main: false },
  ]);
  expect(unpack(`"euconsent-v2=${TEXT};"`, { pasted: true })[0]?.text).toBe(TEXT);
});

test('characters are code points, not UTF-16 units', () => {
  expect(thrown(() => TcString.parse('CQg2😀b')).character).toBe(4);
  expect(thrown(() => TcString.parse('CQg2bYA.😀😀é')).character).toBeLessThan(10);
});

test('wrong arguments are errors', () => {
  expect(thrown(() => validate(TEXT, { asOf: 'yesterday' })).code).toBe('options');
  expect(
    thrown(
      () =>
        decide(TEXT, { asOf, vendors: 'no such vendor, no list' }) &&
        decide(TEXT, { asOf, vendors: 1, purposes: [0] }),
    ).code,
  ).toBe('options');
  expect(thrown(() => new Lists().add('{')).code).toBe('list');
  expect(thrown(() => explain('P999')).code).toBe('code');
  expect(thrown(() => diff(TEXT, '1YNN', { asOf })).code).toBe('notComparable');
  expect(thrown(() => encode({ cmpId: 5000 }, { asOf }))).toMatchObject({
    code: 'payload',
    field: '$.cmpId',
  });
});

test('the module can be started again', () => {
  expect(validate(TEXT, { asOf })[0]?.valid).toBe(true);
  restart();
  expect(validate(TEXT, { asOf })[0]?.valid).toBe(true);
  expect(TcString.parse(TEXT).cmpId).toBe(300);
});

test.each(['edge.js', 'edge-codec.js'])('a runtime that imports modules runs %s', (entry) => {
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const program = `const { TcString } = await import(${JSON.stringify(path(`../dist/entry/${entry}`))});
    console.log(TcString.parse(${JSON.stringify(TEXT)}).cmpId);`;
  const printed = execFileSync(
    process.execPath,
    ['--import', path('wasm-modules.mjs'), '--input-type=module', '-e', program],
    { encoding: 'utf8' },
  );
  expect(printed).toBe('300\n');
});

test('the types are those of the schemas', { timeout: 60_000 }, ({ skip }) => {
  const tcf = process.env.TCF;
  if (!tcf) return skip('TCF does not name the command');
  execFileSync(
    process.execPath,
    [fileURLToPath(new URL('../scripts/types.mjs', import.meta.url)), '--check'],
    { stdio: 'pipe' },
  );
});
