/** The records of the command, from the same library. */
import * as check from './arguments.js';
import { parse } from './beside.js';
import { full } from './engine.js';
import { call } from './errors.js';
import type { ListHandle } from '../pkg/tcf/tcf.js';
import type * as R from './record-types.js';

/** What a list is. */
export interface ListInfo {
  kind: 'gvl' | 'cmps' | 'providers';
  specification?: number;
  version?: number;
  lastUpdated?: string;
  /** The number of vendors, CMPs or providers. */
  count: number;
}

/** Vendor lists, the CMP list and Google's list of providers. */
export class Lists {
  /** @internal */
  readonly handle: ListHandle;

  constructor() {
    this.handle = new (full().ListHandle)();
  }

  /** Adds a list of any kind. A vendor list of the same version is replaced. */
  add(list: Uint8Array | string): ListInfo {
    const bytes = check.bytes('list', list);
    return JSON.parse(call(() => this.handle.add(bytes)));
  }

  /** Removes a vendor list. Returns whether there was one. */
  remove(specification: number, version: number): boolean {
    checkVersion(specification, version);
    return this.handle.remove(specification, version);
  }

  /** What the lists are. */
  info(): ListInfo[] {
    return JSON.parse(this.handle.records());
  }

  /** A vendor list: its definitions, and how many vendors declare each. */
  show(specification: number, version: number): R.GvlShow {
    checkVersion(specification, version);
    return JSON.parse(call(() => this.handle.show(specification, version)));
  }

  /** A vendor of a list; `null` if the list has no such vendor. */
  vendor(specification: number, version: number, id: number): R.GvlVendor | null {
    checkVersion(specification, version);
    // No vendor has the id 0.
    const known = check.isId('id', id) ? id : 0;
    return JSON.parse(call(() => this.handle.vendor(specification, version, known)));
  }

  /** The name of a CMP, if the CMP list has it. */
  cmpName(id: number): string | undefined {
    return check.isId('id', id) ? this.handle.cmpName(id) : undefined;
  }

  /** Gives the memory back. */
  free(): void {
    this.handle.free();
  }

  [Symbol.dispose](): void {
    this.free();
  }
}

function checkVersion(specification: number, version: number): void {
  check.whole('specification', specification, 255);
  check.whole('version', version, 65_535);
}

/** How a text is read. */
export interface ReadOptions {
  /** Repair framing. */
  lenient?: boolean;
  /** A text that a person pasted: ignore white space around it and known values after it. */
  pasted?: boolean;
  /**
   * Sets of ids as ranges, `[[1, 3], [7, 7]]`, or as lists, `[1, 2, 3, 7]`. Do not ask for lists
   * of texts that you do not trust: they can be thousands of times longer than the text.
   */
  ids?: 'ranges' | 'list';
  /** With the layout, to encode the payload as it was. */
  layout?: boolean;
}

/** The evaluation date, and the lists. */
export interface AsOf {
  /** The evaluation date, such as `2026-06-01` or `2026-06-01T12:00:00Z`. */
  asOf: string | Date;
  lists?: Lists | undefined;
  /** Use the nearest vendor list if the one that the string names is missing. */
  anyGvl?: boolean;
  lenient?: boolean;
  pasted?: boolean;
}

/** A string in a text. */
export interface Unpacked {
  kind: 'tc' | 'gpp' | 'usp' | 'ac';
  text: string;
  /** Its characters in the given text, without the end. */
  characters: [number, number];
  /** Whether these characters are `text`, without escapes between them. */
  verbatim: boolean;
  carrier?: { place: string; name: string; depth: number };
  /** Whether it is the one that readers of a single string take. */
  main: boolean;
}

let noLists: Lists | undefined;

/** Lists that are empty. */
function empty(): Lists {
  noLists ??= new Lists();
  return noLists;
}

/**
 * Starts the module again, with empty memory. Needed after a `WebAssembly.RuntimeError`, which
 * leaves a module unfit for use, or to give back memory. Objects from before must not be used any
 * more.
 */
export function restart(): void {
  noLists = undefined;
  full().__wbg_reset_state();
}

function date(asOf: string | Date): string {
  if (typeof asOf === 'string') return asOf;
  if (!(asOf instanceof Date) || Number.isNaN(asOf.getTime())) {
    throw check.wrongType('options.asOf', 'a string or a valid Date', asOf);
  }
  return `${asOf.toISOString().slice(0, 19)}Z`;
}

/** Options as JSON. */
const json = (options: object): string => JSON.stringify(check.object('options', options));

/** Options without the lists, and the lists. */
function withoutLists<T extends { lists?: Lists | undefined }>(
  options: T,
): [Omit<T, 'lists'>, ListHandle] {
  const { lists = empty(), ...others } = check.object('options', options);
  if (!(lists instanceof Lists)) throw check.wrongType('options.lists', 'Lists', lists);
  return [others, lists.handle];
}

function split<T extends AsOf>(options: T): [string, ListHandle] {
  const [others, lists] = withoutLists(options);
  return [JSON.stringify({ ...others, asOf: date(options.asOf) }), lists];
}

/** The options of decisions. */
function splitDecision(options: DecideOptions, isBrief = false): [string, ListHandle] {
  const { vendors } = check.object('options', options);
  if (typeof vendors !== 'string' && typeof vendors !== 'number') {
    throw check.wrongType('options.vendors', 'a string or a number', vendors);
  }
  return split({ ...options, ...(isBrief && { brief: true }), vendors: String(vendors) });
}

/** The strings in a text: in quotes, a cookie, a URL, preferences or JSON. Always at least one. */
export function unpack(text: string, options: Pick<ReadOptions, 'pasted'> = {}): Unpacked[] {
  return JSON.parse(call(() => full().unpack(check.text('text', text), json(options))));
}

/** The decoded strings of a text, as `tcf decode --envelope`. */
export function decode(text: string, options: ReadOptions = {}): R.Decode[] {
  return parse(call(() => full().decode(check.text('text', text), json(options)))) as R.Decode[];
}

/** What a US section states on a subject. */
export interface UsRow {
  /** Such as `sale`. */
  subject: string;
  statements: {
    /** The name of the field, if one states it. */
    field?: string;
    /** The value in words. */
    text: string;
    /** Set for an opt-out, a consent that was not given, and Global Privacy Control. */
    refusal?: true;
    /** The elements of a list that have this value, if it is not that of all. */
    elements?: { number: number; name?: string }[];
  }[];
}

/** The US sections of a string, in words. */
export interface UsDescription {
  /** The opt-outs of a GPP string with US sections, in a sentence. */
  summary?: string;
  sections: { id: number; name: string; title: string; version?: string; rows: UsRow[] }[];
}

/** What the US sections of the strings of a text state, in the words of `tcf decode`. */
export function describeUs(
  text: string,
  options: Pick<ReadOptions, 'lenient' | 'pasted'> = {},
): UsDescription[] {
  return JSON.parse(call(() => full().describeUs(check.text('text', text), json(options))));
}

/** How a payload is encoded. */
export interface EncodeOptions extends Pick<AsOf, 'asOf' | 'lists' | 'anyGvl'> {
  dropLayout?: boolean;
  /** Leave out vendors that the list does not have. */
  compact?: boolean;
  vendorEncoding?: 'auto' | 'bitfield' | 'range';
  tail?: 'byte' | 'quad' | 'sextet';
}

/** The string of a payload, or of an envelope around one. `asOf` is the default of its dates. */
export function encode(payload: unknown, options: EncodeOptions): string {
  const [json, lists] = split(options);
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  // JSON has no undefined, functions or symbols.
  if (text === undefined) throw check.wrongType('payload', 'a JSON value', payload);
  return call(() => full().encode(text, json, lists));
}

/** Every field of the strings of a text with its bits, as `tcf inspect`. */
export function inspect(
  text: string,
  options: Pick<ReadOptions, 'lenient' | 'pasted' | 'ids'> = {},
): R.Inspect[] {
  return JSON.parse(call(() => full().inspect(check.text('text', text), json(options))));
}

/** The first fields of a text. */
export interface FirstFields {
  records: R.Inspect[];
  /** The number of fields that are left out. */
  omitted: number;
}

/**
 * As {@link inspect}, with at most `limit` fields of each segment. A text of 36 KB can have more
 * than 12,000 fields.
 */
export function inspectFirst(
  text: string,
  limit: number,
  options: Pick<ReadOptions, 'lenient' | 'pasted' | 'ids'> = {},
): FirstFields {
  check.text('text', text);
  check.whole('limit', limit, 0xffff_ffff);
  return JSON.parse(call(() => full().inspectFirst(text, limit, json(options))));
}

/** The length of a string. */
export interface Lengths {
  characters: number;
  /** The length of the shortest text with the same value. */
  canonicalCharacters: number;
}

/** The length of a string as in {@link size}, without its parts; `null` if it is invalid. */
export function lengths(
  text: string,
  options: Pick<ReadOptions, 'lenient' | 'pasted'> = {},
): Lengths | null {
  return JSON.parse(call(() => full().lengths(check.text('text', text), json(options))));
}

/** The length of a string and of its parts, as `tcf inspect --size`. */
export function size(
  text: string,
  options: Pick<AsOf, 'lists' | 'lenient' | 'pasted'> = {},
): R.InspectSize {
  const [others, lists] = withoutLists(options);
  check.text('text', text);
  return JSON.parse(call(() => full().size(text, JSON.stringify(others), lists)));
}

/** The findings of the strings of a text, as `tcf validate`. */
export function validate(text: string, options: AsOf): R.Validate[] {
  check.text('text', text);
  const [json, lists] = split(options);
  return JSON.parse(call(() => full().validate(text, json, lists)));
}

/** How is decided; see the options of `tcf decide`. */
export interface DecideOptions extends AsOf {
  /** Ids, ranges, names, `disclosed` or `all`, separated by commas. */
  vendors: string | number;
  /** What to decide on; without any, on everything that the vendor declares. */
  purposes?: number[];
  specialPurposes?: number[];
  features?: number[];
  specialFeatures?: number[];
  profile?: 'spec' | 'prebid' | 'prebid-java';
  gdpr?: boolean;
  gppSid?: string;
  ignorePolicy?: boolean;
  disclosed?: 'strict' | 'dated';
  purposeOne?: 'conditional' | 'deny' | 'allow' | string[];
  basis?: 'consent' | 'li';
  denyExpired?: boolean;
}

/** The decisions on vendors, one record for each, as `tcf decide`. */
export function decide(text: string, options: DecideOptions): R.Decide[] {
  check.text('text', text);
  const [json, lists] = splitDecision(options);
  return JSON.parse(call(() => full().decide(text, json, lists)));
}

/** What is permitted to vendors, without reasons, as `tcf decide --brief`. */
export function decideBrief(text: string, options: DecideOptions): R.DecideBrief[] {
  check.text('text', text);
  const [json, lists] = splitDecision(options, true);
  return JSON.parse(call(() => full().decide(text, json, lists)));
}

/** Ids, and a letter for each. */
export type Cells = [ids: number[], letters: string];

/** The verdicts on many vendors. */
export interface Matrix {
  gvl: { specification: number; version: number; exact: boolean } | null;
  /** The list that the string names. */
  named: { specification: number; version: number } | null;
  notes: { code: string; text: string }[];
  /**
   * Letters: `C` permitted on consent, `L` on legitimate interest, `P` permitted, `x` denied, `c`
   * conditional, `?` unknown, `o` out of scope.
   */
  vendors: {
    id: number;
    name: string | null;
    transmit: boolean;
    purposes: Cells;
    specialPurposes: Cells;
    features: Cells;
    specialFeatures: Cells;
  }[];
}

/** The verdicts of {@link decide} on many vendors, as short as possible; `null` without a TC string. */
export function matrix(text: string, options: DecideOptions): Matrix | null {
  check.text('text', text);
  const [json, lists] = splitDecision(options);
  return JSON.parse(call(() => full().matrix(text, json, lists)));
}

/** The differences between two strings, as `tcf diff`. */
export function diff(before: string, after: string, options: AsOf): R.Diff | R.Failure {
  check.text('before', before);
  check.text('after', after);
  const [json, lists] = split(options);
  return JSON.parse(call(() => full().diff(before, after, json, lists)));
}

/** A rule, check, reason or error. Which keys there are depends on what it is. */
export interface Topic {
  code: string;
  [key: string]: unknown;
}

/** A rule, check, reason or error by its code, as `tcf explain`. */
export function explain(code: string): Topic {
  return JSON.parse(call(() => full().explain(check.text('code', code))));
}

/** The standard names under a policy version; the first has id 1. */
export interface Names {
  purposes: string[];
  specialPurposes: string[];
  features: string[];
  specialFeatures: string[];
}

/** The standard names of purposes and features under a policy version. */
export function names(tcfPolicyVersion: number): Names {
  check.whole('tcfPolicyVersion', tcfPolicyVersion, 65_535);
  return JSON.parse(call(() => full().names(tcfPolicyVersion)));
}

/** What is generated; see the options of `tcf generate`. */
export interface GenerateOptions extends Pick<AsOf, 'asOf' | 'lists'> {
  seed?: number;
  count?: number;
  kind?: string;
  /** The code of a rule that the strings violate. */
  violate?: string;
}

/** Test strings, the same for the same options, as `tcf generate`. */
export function generate(options: GenerateOptions): R.Generate[] {
  const [json, lists] = split(options);
  return JSON.parse(call(() => full().generate(json, lists)));
}

/** The report of a HAR file, as `tcf audit`. `file` is its name in the report. */
export function audit(
  har: Uint8Array | string,
  options: { file: string; asOf?: string; lists?: Lists | undefined; anyGvl?: boolean },
): R.Audit {
  const [{ file, ...others }, lists] = withoutLists(options);
  check.text('options.file', file);
  const bytes = check.bytes('har', har);
  return JSON.parse(call(() => full().audit(file, bytes, JSON.stringify(others), lists)));
}
