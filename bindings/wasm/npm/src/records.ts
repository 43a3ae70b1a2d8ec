/** The records of the command, from the same library. */
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
    const bytes = typeof list === 'string' ? new TextEncoder().encode(list) : list;
    return JSON.parse(call(() => this.handle.add(bytes)));
  }

  /** Removes a vendor list. Returns whether there was one. */
  remove(specification: number, version: number): boolean {
    return this.handle.remove(specification, version);
  }

  /** What the lists are. */
  info(): ListInfo[] {
    return JSON.parse(this.handle.records());
  }

  /** A vendor list: its definitions, and how many vendors declare each. */
  show(specification: number, version: number): R.GvlShow {
    return JSON.parse(call(() => this.handle.show(specification, version)));
  }

  /** A vendor of a list; `null` if the list has no such vendor. */
  vendor(specification: number, version: number, id: number): R.GvlVendor | null {
    return JSON.parse(call(() => this.handle.vendor(specification, version, id)));
  }

  /** The name of a CMP, if the CMP list has it. */
  cmpName(id: number): string | undefined {
    return this.handle.cmpName(id);
  }

  /** Gives the memory back. */
  free(): void {
    this.handle.free();
  }

  [Symbol.dispose](): void {
    this.free();
  }
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

const date = (asOf: string | Date): string =>
  typeof asOf === 'string' ? asOf : `${asOf.toISOString().slice(0, 19)}Z`;

function split<T extends AsOf>(options: T): [string, ListHandle] {
  const { lists = empty(), asOf, ...others } = options;
  return [JSON.stringify({ ...others, asOf: date(asOf) }), lists.handle];
}

/** The strings in a text: in quotes, a cookie, a URL, preferences or JSON. Always at least one. */
export function unpack(text: string, options: Pick<ReadOptions, 'pasted'> = {}): Unpacked[] {
  return JSON.parse(call(() => full().unpack(text, JSON.stringify(options))));
}

/** The decoded strings of a text, as `tcf decode --envelope`. */
export function decode(text: string, options: ReadOptions = {}): R.Decode[] {
  return parse(call(() => full().decode(text, JSON.stringify(options)))) as R.Decode[];
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
  return JSON.parse(call(() => full().describeUs(text, JSON.stringify(options))));
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
  return call(() => full().encode(text, json, lists));
}

/** Every field of the strings of a text with its bits, as `tcf inspect`. */
export function inspect(
  text: string,
  options: Pick<ReadOptions, 'lenient' | 'pasted' | 'ids'> = {},
): R.Inspect[] {
  return JSON.parse(call(() => full().inspect(text, JSON.stringify(options))));
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
  return JSON.parse(call(() => full().inspectFirst(text, limit, JSON.stringify(options))));
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
  return JSON.parse(call(() => full().lengths(text, JSON.stringify(options))));
}

/** The length of a string and of its parts, as `tcf inspect --size`. */
export function size(
  text: string,
  options: Pick<AsOf, 'lists' | 'lenient' | 'pasted'> = {},
): R.InspectSize {
  const { lists = empty(), ...others } = options;
  return JSON.parse(call(() => full().size(text, JSON.stringify(others), lists.handle)));
}

/** The findings of the strings of a text, as `tcf validate`. */
export function validate(text: string, options: AsOf): R.Validate[] {
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
  const [json, lists] = split({ ...options, vendors: String(options.vendors) });
  return JSON.parse(call(() => full().decide(text, json, lists)));
}

/** What is permitted to vendors, without reasons, as `tcf decide --brief`. */
export function decideBrief(text: string, options: DecideOptions): R.DecideBrief[] {
  const [json, lists] = split({ ...options, brief: true, vendors: String(options.vendors) });
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
  const [json, lists] = split({ ...options, vendors: String(options.vendors) });
  return JSON.parse(call(() => full().matrix(text, json, lists)));
}

/** The differences between two strings, as `tcf diff`. */
export function diff(before: string, after: string, options: AsOf): R.Diff | R.Failure {
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
  return JSON.parse(call(() => full().explain(code)));
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
  const { lists = empty(), file, ...others } = options;
  const bytes = typeof har === 'string' ? new TextEncoder().encode(har) : har;
  return JSON.parse(call(() => full().audit(file, bytes, JSON.stringify(others), lists.handle)));
}
