// @iabgpp/cmpapi: whole GPP strings. The names of fields are `usnat.saleOptOut`; lists of values
// are text such as `1 2 0`.

import { GppModel, RangeEntry, Sections } from '@iabgpp/cmpapi';
import { answer, bits, idsOf, runsOf, setBits } from './lines.mjs';
import * as tcfeuv2 from './tcfeuv2.mjs';

const TYPES = ['notAllowed', 'requireExpressConsent', 'requireImpliedConsent', 'undefined'];

// The fields whose presence is a field of their own.
const INCLUDED = ['GpcSegmentIncluded', 'SensitiveDataConsentSegmentIncluded'];

// Fields of the Canadian section that have other names here.
const CANADA = {
  PubPurposesExpressConsent: 'publisherPurposes.purposesExpressConsent',
  PubPurposesImpliedConsent: 'publisherPurposes.purposesImpliedConsent',
  NumCustomPurposes: 'publisherPurposes.numCustomPurposes',
  CustomPurposesExpressConsent: 'publisherPurposes.customPurposesExpressConsent',
  CustomPurposesImpliedConsent: 'publisherPurposes.customPurposesImpliedConsent',
  PubRestrictions: 'publisherRestrictions',
};

const lowered = (name) => name[0].toLowerCase() + name.slice(1);
const raised = (name) => name[0].toUpperCase() + name.slice(1);

function jsonOf(value) {
  if (value instanceof Date) {
    return value.getTime() / 100;
  }
  if (!Array.isArray(value)) {
    return value;
  }
  if (typeof value[0] === 'boolean') {
    return setBits(value);
  }
  if (value[0] instanceof RangeEntry) {
    return value.map((record) => ({
      purposeId: record.getKey(),
      restrictionType: TYPES[record.getType()],
      vendors: runsOf(record.getIds()),
    }));
  }
  return value.join(' ');
}

// All fields of a section.
function fieldsOf(section) {
  const fields = {};
  for (const segment of section.segments) {
    const included = INCLUDED.find((field) => segment.fields.containsKey?.(field));
    if (included && !section.getFieldValue(included)) {
      continue;
    }
    for (const name of segment.getFieldNames()) {
      if (!name.endsWith('SegmentType') && !INCLUDED.includes(name)) {
        fields[lowered(name)] = jsonOf(section.getFieldValue(name));
      }
    }
  }
  return fields;
}

function canadaOf(section) {
  const ofVendors = ['VendorExpressConsent', 'VendorImpliedConsent', 'DisclosedVendors'];
  const fields = fieldsOf(section);
  for (const name of ofVendors) {
    fields[lowered(name)] = runsOf(section.getFieldValue(name));
  }
  for (const [theirs, ours] of Object.entries(CANADA)) {
    fields[ours] = fields[lowered(theirs)];
    delete fields[lowered(theirs)];
  }
  const empty = ['publisherRestrictions', 'publisherPurposes.customPurposesExpressConsent',
    'publisherPurposes.customPurposesImpliedConsent'];
  empty.filter((name) => fields[name] === '').forEach((name) => { fields[name] = []; });
  return fields;
}

function read(text) {
  const model = new GppModel(text);
  const sections = model.getSectionIds();
  const all = { sections: sections.join(' ') };
  for (const id of sections) {
    const name = Sections.SECTION_ID_NAME_MAP.get(id);
    const section = model.sections.get(name);
    const fields = { 2: tcfeuv2.fieldsOf, 5: canadaOf }[id] ?? fieldsOf;
    for (const [field, value] of Object.entries(fields(section))) {
      all[`${name}.${field}`] = value;
    }
  }
  return all;
}

function setCanada(value, set) {
  const own = (name) => value[`publisherPurposes.${name}`];
  ['Version', 'CmpId', 'CmpVersion', 'ConsentScreen', 'ConsentLanguage', 'VendorListVersion',
    'TcfPolicyVersion', 'UseNonStandardStacks']
    .forEach((name) => set(name, value[lowered(name)]));
  set('SpecialFeatureExpressConsent', bits(value.specialFeatureExpressConsent, 12));
  set('PurposesExpressConsent', bits(value.purposesExpressConsent, 24));
  set('PurposesImpliedConsent', bits(value.purposesImpliedConsent, 24));
  set('VendorExpressConsent', idsOf(value.vendorExpressConsent));
  set('VendorImpliedConsent', idsOf(value.vendorImpliedConsent));
  const record = ({ purposeId, restrictionType, vendors }) =>
    new RangeEntry(purposeId, TYPES.indexOf(restrictionType), idsOf(vendors));
  set('PubRestrictions', (value.publisherRestrictions ?? []).map(record));
  set('DisclosedVendors', idsOf(value.disclosedVendors ?? []));
  set('PubPurposesExpressConsent', bits(own('purposesExpressConsent') ?? [], 24));
  set('PubPurposesImpliedConsent', bits(own('purposesImpliedConsent') ?? [], 24));
  const count = own('numCustomPurposes') ?? 0;
  set('NumCustomPurposes', count);
  set('CustomPurposesExpressConsent', bits(own('customPurposesExpressConsent') ?? [], count));
  set('CustomPurposesImpliedConsent', bits(own('customPurposesImpliedConsent') ?? [], count));
  // Setting any other field sets the times to today.
  set('Created', new Date(value.created * 100));
  set('LastUpdated', new Date(value.lastUpdated * 100));
}

function setUsp(value, set) {
  set('Version', Number(value.version));
  ['Notice', 'OptOutSale', 'LspaCovered'].forEach((name) => set(name, value[lowered(name)]));
}

// The names of fields of a value that only describe its form.
const FORM = ['sectionHeader', 'widths', 'undefinedSubSections'];

function setUs(value, set, section) {
  const included = INCLUDED.find((field) =>
    section.segments.some((segment) => segment.fields.containsKey(field)));
  if (included) {
    const field = included === 'GpcSegmentIncluded' ? 'gpc' : 'sensitiveDataProcessing';
    set(included, field in value);
  }
  for (const [name, found] of Object.entries(value)) {
    if (!FORM.includes(name)) {
      const isList = typeof found === 'string';
      set(raised(name), isList ? found.split(' ').map(Number) : found);
    }
  }
}

function write({ sections, ...values }) {
  const model = new GppModel();
  for (const id of sections) {
    const set = (field, what) => model.setFieldValueBySectionId(id, field, what);
    const name = Sections.SECTION_ID_NAME_MAP.get(id);
    const value = values[name] ?? {};
    // Creates the section.
    const version = value.version ?? value.mspaVersion ?? 1;
    set('mspaVersion' in value ? 'MspaVersion' : 'Version', Number(version));
    const setFields = { 2: tcfeuv2.setFields, 5: setCanada, 6: setUsp }[id] ?? setUs;
    setFields(value, set, model.sections.get(name));
  }
  return model.encode();
}

await answer({ read, write });
