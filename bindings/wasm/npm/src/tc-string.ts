import { isId, object, text as textOf } from './arguments.js';
import { apply, PUBLISHER, RESTRICTION_TYPES, SCALAR, SET } from './changes.js';
import type { Changes, RestrictionType } from './changes.js';
import { codec } from './engine.js';
import { call } from './errors.js';
import type { TcHandle } from '../pkg/codec/codec.js';

export { RESTRICTION_TYPES } from './changes.js';
export type { Changes, Ids, RestrictionType } from './changes.js';

/** A set of vendors or purposes of a string. It is read from the string when asked. */
export class IdSet implements Iterable<number> {
  readonly #handle: TcHandle;
  readonly #field: number;

  /** @internal */
  constructor(handle: TcHandle, field: number) {
    this.#handle = handle;
    this.#field = field;
  }

  /** Whether the set has an id. */
  has(id: number): boolean {
    return isId('id', id) && this.#handle.has(this.#field, id);
  }

  /** The ids in ascending order. */
  ids(): Uint16Array {
    return this.#handle.ids(this.#field) ?? new Uint16Array();
  }

  /** The ranges of consecutive ids, `[first, last]`. */
  ranges(): [number, number][] {
    return pairs(this.#handle.ranges(this.#field) ?? new Uint16Array());
  }

  /** The number of ids. */
  get size(): number {
    return this.#handle.extent(this.#field)?.[0] ?? 0;
  }

  /** The highest id; 0 for an empty set. */
  get max(): number {
    return this.#handle.extent(this.#field)?.[1] ?? 0;
  }

  [Symbol.iterator](): Iterator<number> {
    return this.ids()[Symbol.iterator]();
  }

  toJSON(): number[] {
    return [...this];
  }
}

/** Numbers, two by two. */
export function pairs(numbers: ArrayLike<number>): [number, number][] {
  const ranges: [number, number][] = [];
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    ranges.push([numbers[at] as number, numbers[at + 1] as number]);
  }
  return ranges;
}

/** A publisher restriction. */
export interface Restriction {
  purposeId: number;
  restrictionType: RestrictionType;
  /** The ranges of vendors, `[first, last]`. */
  vendors: [number, number][];
}

/** The publisher TC segment. */
export interface PublisherTc {
  readonly purposesConsent: IdSet;
  readonly purposesLITransparency: IdSet;
  readonly numCustomPurposes: number;
  readonly customPurposesConsent: IdSet;
  readonly customPurposesLITransparency: IdSet;
}

/** How a string is decoded. */
export interface ParseOptions {
  /** Keep the layout, to encode with it again. */
  layout?: boolean;
  /** Repair framing: padding, white space, `+` and `/`, percent escapes, unknown segments. */
  lenient?: boolean;
}

/** A decoded TC string, of version 2 or of version 1. It does not change. */
export class TcString {
  readonly #handle: TcHandle;
  #header: Float64Array | undefined;

  private constructor(handle: TcHandle) {
    this.#handle = handle;
  }

  /** Decodes a string. Throws a {@link TcError} at the first fault. */
  static parse(text: string, options: ParseOptions = {}): TcString {
    textOf('text', text);
    const { layout = false, lenient = false } = object('options', options);
    return call(() => new TcString(codec().TcHandle.decode(text, layout, lenient)));
  }

  /** Creates a string of version 2. Without changes it has no signals, and the date 1970-01-01. */
  static create(values: Changes): TcString {
    object('values', values);
    return new TcString(codec().TcHandle.empty()).with(values);
  }

  #scalar(at: number): number {
    this.#header ??= this.#handle.header();
    return this.#header[at] as number;
  }

  #letters(at: number): string {
    return String.fromCharCode(this.#scalar(at), this.#scalar(at + 1));
  }

  #of2<T>(value: () => T): T | undefined {
    return this.version === 2 ? value() : undefined;
  }

  #set(field: number): IdSet {
    return new IdSet(this.#handle, field);
  }

  /** The version, 1 or 2. */
  get version(): number {
    return this.#scalar(0);
  }
  get created(): Date {
    return new Date(this.#scalar(SCALAR.created));
  }
  get lastUpdated(): Date {
    return new Date(this.#scalar(SCALAR.lastUpdated));
  }
  get cmpId(): number {
    return this.#scalar(SCALAR.cmpId);
  }
  get cmpVersion(): number {
    return this.#scalar(SCALAR.cmpVersion);
  }
  get consentScreen(): number {
    return this.#scalar(SCALAR.consentScreen);
  }
  get consentLanguage(): string {
    return this.#letters(SCALAR.consentLanguage);
  }
  get vendorListVersion(): number {
    return this.#scalar(SCALAR.vendorListVersion);
  }
  /** Absent in version 1, as are the other fields that may be `undefined`. */
  get tcfPolicyVersion(): number | undefined {
    return this.#of2(() => this.#scalar(SCALAR.tcfPolicyVersion));
  }
  get isServiceSpecific(): boolean | undefined {
    return this.#of2(() => this.#scalar(SCALAR.isServiceSpecific) === 1);
  }
  get useNonStandardTexts(): boolean | undefined {
    return this.#of2(() => this.#scalar(SCALAR.useNonStandardTexts) === 1);
  }
  get purposeOneTreatment(): boolean | undefined {
    return this.#of2(() => this.#scalar(SCALAR.purposeOneTreatment) === 1);
  }
  get publisherCC(): string | undefined {
    return this.#of2(() => this.#letters(SCALAR.publisherCC));
  }
  get specialFeatureOptIns(): IdSet {
    return this.#set(SET.specialFeatureOptIns);
  }
  /** In version 1, the purposes allowed. */
  get purposesConsent(): IdSet {
    return this.#set(SET.purposesConsent);
  }
  get purposesLITransparency(): IdSet {
    return this.#set(SET.purposesLITransparency);
  }
  get vendorConsents(): IdSet {
    return this.#set(SET.vendorConsents);
  }
  get vendorLegitimateInterests(): IdSet {
    return this.#set(SET.vendorLegitimateInterests);
  }
  /** `undefined` without the segment, which differs from an empty one. */
  get disclosedVendors(): IdSet | undefined {
    return this.#handle.extent(SET.disclosedVendors) && this.#set(SET.disclosedVendors);
  }
  /** `undefined` without the segment. */
  get allowedVendors(): IdSet | undefined {
    return this.#handle.extent(SET.allowedVendors) && this.#set(SET.allowedVendors);
  }

  /** The publisher restrictions, in the order of the string. */
  get publisherRestrictions(): Restriction[] {
    const numbers = this.#handle.restrictions();
    const restrictions: Restriction[] = [];
    for (let at = 0; at < numbers.length;) {
      const [purposeId, type, count] = numbers.subarray(at, at + 3) as unknown as [
        number,
        number,
        number,
      ];
      const end = at + 3 + 2 * count;
      restrictions.push({
        purposeId,
        restrictionType: RESTRICTION_TYPES[type] as RestrictionType,
        vendors: pairs(numbers.subarray(at + 3, end)),
      });
      at = end;
    }
    return restrictions;
  }

  /** The publisher TC segment; `undefined` without it. */
  get publisherTC(): PublisherTc | undefined {
    const numCustomPurposes = this.#scalar(SCALAR.numCustomPurposes);
    if (Number.isNaN(numCustomPurposes)) return undefined;
    return {
      purposesConsent: this.#set(PUBLISHER.purposesConsent),
      purposesLITransparency: this.#set(PUBLISHER.purposesLITransparency),
      numCustomPurposes,
      customPurposesConsent: this.#set(PUBLISHER.customPurposesConsent),
      customPurposesLITransparency: this.#set(PUBLISHER.customPurposesLITransparency),
    };
  }

  /** The shortest text of the value. */
  encode(): string {
    return this.#handle.encode();
  }

  /**
   * The text with the layout of the decoded one: byte for byte the decoded text, except where the
   * value was changed. `undefined` if the string was decoded without its layout, or if the value
   * does not fit the layout any more; see {@link encode}.
   */
  encodeWithLayout(): string | undefined {
    return this.#handle.encodeLayout();
  }

  /**
   * A string with some values changed. Nothing else changes, not even `lastUpdated`. Throws a
   * {@link TcError} with the code `value` for an unknown key, a value that does not fit its field, and
   * a time that is more precise than a tenth of a second.
   */
  with(changes: Changes): TcString {
    object('changes', changes);
    const handle = this.#handle.copy();
    try {
      call(() => apply(handle, this.#handle.header(), changes));
    } catch (error) {
      handle.free();
      throw error;
    }
    return new TcString(handle);
  }

  /** The payload, as `tcf decode` prints it. */
  toJSON(): Record<string, unknown> {
    const head = {
      version: this.version,
      created: rfc3339(this.created),
      lastUpdated: rfc3339(this.lastUpdated),
      cmpId: this.cmpId,
      cmpVersion: this.cmpVersion,
      consentScreen: this.consentScreen,
      consentLanguage: this.consentLanguage,
      vendorListVersion: this.vendorListVersion,
    };
    if (this.version === 1) {
      return {
        ...head,
        purposesAllowed: this.purposesConsent.toJSON(),
        vendorConsents: this.vendorConsents.toJSON(),
      };
    }
    const { disclosedVendors, allowedVendors, publisherTC } = this;
    return {
      ...head,
      tcfPolicyVersion: this.tcfPolicyVersion,
      isServiceSpecific: this.isServiceSpecific,
      useNonStandardTexts: this.useNonStandardTexts,
      specialFeatureOptIns: this.specialFeatureOptIns.toJSON(),
      purposesConsent: this.purposesConsent.toJSON(),
      purposesLITransparency: this.purposesLITransparency.toJSON(),
      purposeOneTreatment: this.purposeOneTreatment,
      publisherCC: this.publisherCC,
      vendorConsents: this.vendorConsents.toJSON(),
      vendorLegitimateInterests: this.vendorLegitimateInterests.toJSON(),
      publisherRestrictions: this.publisherRestrictions,
      ...(disclosedVendors && { disclosedVendors: disclosedVendors.toJSON() }),
      ...(allowedVendors && { allowedVendors: allowedVendors.toJSON() }),
      ...(publisherTC && {
        publisherTC: {
          purposesConsent: publisherTC.purposesConsent.toJSON(),
          purposesLITransparency: publisherTC.purposesLITransparency.toJSON(),
          numCustomPurposes: publisherTC.numCustomPurposes,
          customPurposesConsent: publisherTC.customPurposesConsent.toJSON(),
          customPurposesLITransparency: publisherTC.customPurposesLITransparency.toJSON(),
        },
      }),
    };
  }

  /** Gives the memory back. Otherwise this happens some time after the last use. */
  free(): void {
    this.#handle.free();
  }

  [Symbol.dispose](): void {
    this.free();
  }
}

/** `2026-03-10T00:00:00Z`, with tenths of a second only if there are any. */
function rfc3339(date: Date): string {
  const text = date.toISOString();
  return text.replace(/\.(\d)\d\dZ$/, (_, tenth: string) => (tenth === '0' ? 'Z' : `.${tenth}Z`));
}

function ask(field: number): (text: string, id: number) => boolean {
  return (text, id) => {
    textOf('text', text);
    if (!isId('id', id)) return false;
    try {
      return codec().question(text, field, id);
    } catch (thrown) {
      return call(() => {
        throw thrown;
      });
    }
  };
}

/** Whether a vendor has consent, without creating an object. Throws unless the whole text decodes. */
export const vendorConsent = ask(SET.vendorConsents);
/** Whether a vendor has legitimate interest. Throws unless the whole text decodes. */
export const vendorLegitimateInterest = ask(SET.vendorLegitimateInterests);
/** Whether a purpose has consent. Throws unless the whole text decodes. */
export const purposeConsent = ask(SET.purposesConsent);
/** Whether a purpose has legitimate interest. Throws unless the whole text decodes. */
export const purposeLegitimateInterest = ask(SET.purposesLITransparency);
