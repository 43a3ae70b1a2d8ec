/** The corpus, both ways: texts to values and errors, and values to texts. */
import { describe, expect, test } from 'vitest';
import { decode, encode, Lists, TcError, TcString, unpack, validate } from 'tcf-wasm';
import { cases, expanded, fixture, tcCases, together, type Case, type Together } from './corpus.js';

test('the corpus is complete', () => {
  expect(tcCases.length).toBeGreaterThan(450);
  expect(cases.length).toBeGreaterThan(900);
  expect(together.length).toBeGreaterThan(100);
});

/** The named parts of an error. */
const partsOf = (error: TcError, of: Case): Record<string, unknown> => {
  const found = {
    code: error.code,
    segment: error.segment,
    field: error.field,
    bit: error.bit,
    character: error.character,
  };
  return Object.fromEntries(
    Object.keys(of.error ?? {}).map((key) => [key, found[key as keyof typeof found]]),
  );
};

describe.each(tcCases)('TcString: $name', (one) => {
  test(one.strict, () => {
    if (one.strict === 'reject') {
      try {
        TcString.parse(one.text);
      } catch (error) {
        expect(error).toBeInstanceOf(TcError);
        expect(partsOf(error as TcError, one)).toEqual(one.error);
        return;
      }
      expect.unreachable('accepted');
    }
    const tc = TcString.parse(one.text, { layout: true });
    const { maxVendorId, ...value } = expanded(one.value) as Record<string, unknown>;
    expect(expanded(tc.toJSON())).toEqual(value);
    expect(tc.encode()).toBe(one.canonical ?? one.text);
    expect(tc.encodeWithLayout()).toBe(one.text);
    if (tc.version === 2) {
      // Built from its parts.
      const built = TcString.create({
        ...(tc.toJSON() as object),
        publisherRestrictions: tc.publisherRestrictions,
      });
      expect(built.encode()).toBe(one.canonical ?? one.text);
    }
  });
});

/**
 * Whether the text shows its kind, and is not itself a carrier such as JSON. Under the name of its
 * field, it would be read as that kind.
 */
const showsKind = (one: Case): boolean => {
  const [found] = unpack(one.text);
  return found?.kind === (one.kind ?? 'tc') && (one.strict === 'accept' || found.text === one.text);
};
const shown = cases.filter(showsKind);

test('few texts do not show their kind, and all of them are to be refused', () => {
  const others = cases.filter((one) => !showsKind(one));
  expect(others.length).toBeLessThan(60);
  expect(others.filter((one) => one.strict === 'accept').map((one) => one.name)).toEqual([]);
});

describe.each(shown)('records: $name', (one) => {
  test(one.strict, () => {
    // Only TC and GPP strings have layouts.
    const hasLayout = one.kind === undefined || one.kind === 'gpp';
    const [record] = decode(one.text, { ids: 'ranges', layout: hasLayout });
    if (one.strict === 'reject') {
      if (!record || !('error' in record)) return expect.unreachable('accepted');
      expect((record.error as { code: string }).code).toBe(one.error?.code);
      return;
    }
    if (!record || !('value' in record)) return expect.unreachable('refused');
    const { layout, ...value } = record.value as unknown as Record<string, unknown>;
    expect(expanded(value)).toMatchObject(expanded(one.value) as object);
    if (hasLayout) expect(encode(record, { asOf: '2026-06-01' })).toBe(one.text);
    expect(encode(value, { asOf: '2026-06-01' })).toBe(one.canonical ?? one.text);
  });
});

const SEVERITIES = ['info', 'warning', 'error'];
type Pair = { code: string; severity: string };

/** The codes, each with its worst severity. */
const worst = (findings: Pair[]): [string, string][] => {
  const found = new Map<string, string>();
  for (const { code, severity } of findings) {
    const known = found.get(code) ?? 'info';
    found.set(code, SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(known) ? severity : known);
  }
  return [...found].sort();
};

describe.each(shown.filter((one) => one.findings))('findings: $name', (one) => {
  test('are those expected', () => {
    using lists = new Lists();
    for (const path of Object.values(one.lists ?? {})) lists.add(fixture(path));
    const [report] = validate(one.text, { asOf: one.asOf as string, lists });
    expect(worst(report?.findings ?? [])).toEqual(worst(one.findings ?? []));
  });
});

/** The rules between signals. A string alone has no findings of these. */
const betweenSignals = new Set(together.flatMap((one) => one.findings.map(({ code }) => code)));

/** Whether a string is among the signals. Flags alone are not a text to check. */
const hasString = ({ signals }: Together): boolean =>
  ['gdpr_consent', 'gpp', 'us_privacy', 'addtl_consent'].some((name) => name in signals);

describe.each(together.filter(hasString))('findings between signals: $name', (one) => {
  test('are those expected', () => {
    using lists = new Lists();
    for (const path of Object.values(one.lists ?? {})) lists.add(fixture(path));
    const pairs = Object.entries(one.signals);
    const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    const reports = validate(`?${query}`, { asOf: one.asOf, lists });
    const found = reports.flatMap(({ findings }) => findings);
    const between = found.filter(({ code }) => betweenSignals.has(code));
    expect(worst(between)).toEqual(worst(one.findings));
  });
});
