/** What the string says, and inputs to change it. */
import { createContext, type ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { Changes, UsDescription } from 'tcf-wasm/bytes';
import { FieldName } from './field-name.js';
import { at, atVendor, linked } from './link.js';
import { counted, countIds, hasId, parseIds, rangeIds, rangesText, valueText } from './model.js';
import * as state from './state.js';
import { UsRows, UsTitle } from './us.js';

type Value = Record<string, unknown>;
type Ids = (number | [number, number])[];

/** The section of a GPP string that is shown, before the names of its parts: `tcfeuv2 `. */
const Section = createContext('');

const field = (name: string, part: string) => state.fieldIndex.value.get(`${part}/${name}`);

/** Whether what is shown is the string that edits are about. */
const IsMain = createContext(false);

/** Whether values can be changed. */
const useEditing = () => useContext(IsMain) && state.editing.value;

function Fact(props: {
  title: string;
  name?: string | undefined;
  part?: string;
  children: ComponentChildren;
}) {
  const { title, name, part = 'core', children } = props;
  const place = useContext(Section) + part;
  return (
    <div class="fact" {...linked(name ? at(field(name, place)) : undefined)}>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A number, a date or two letters that can be changed in place. */
function Input(props: {
  label: string;
  type: 'number' | 'date' | 'text';
  value: string;
  onChange: (value: string) => void;
  max?: number;
}) {
  const { label, type, value, onChange, max } = props;
  if (!useEditing()) return <>{value}</>;
  const shared = {
    'aria-label': label,
    value,
    onChange: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
  };
  if (type === 'number') return <input type="number" min={0} max={max} {...shared} />;
  if (type === 'date') return <input type="date" {...shared} />;
  return <input type="text" maxLength={2} {...shared} />;
}

/** Whether an id is set; in edit mode a check box. */
function Mark(props: {
  name: keyof Changes;
  fieldName: string;
  ids: Ids;
  id: number;
  label: string;
}) {
  const { name, fieldName, ids, id, label } = props;
  const isSet = hasId(ids, id);
  const isEditing = useEditing();
  const place = `${useContext(Section)}core`;
  const toggle = () => {
    const others = rangeIds(ids).filter((other) => other !== id);
    state.changeValues({ [name]: isSet ? others : [...others, id] });
  };
  return (
    <td {...linked(at(field(fieldName, place), id))}>
      {isEditing ? (
        <input type="checkbox" aria-label={label} checked={isSet} onChange={toggle} />
      ) : isSet ? (
        <span class="yes" title={label}>
          ✓<span class="sr">{label}: yes</span>
        </span>
      ) : (
        <span class="no">
          –<span class="sr">{label}: not established or objected</span>
        </span>
      )}
    </td>
  );
}

function Vendors(props: {
  title: string;
  name: keyof Changes;
  part: string;
  section: string;
  ids: Ids;
}) {
  const { title, name, part, section, ids } = props;
  const isEditing = useEditing();
  const place = useContext(Section) + part;
  const first = ids[0];
  const firstId = Array.isArray(first) ? first[0] : first;
  const pointed = firstId === undefined ? undefined : atVendor(place, section, firstId);
  return (
    <div class="fact" {...linked(pointed && { index: pointed.index })}>
      <dt>{title}</dt>
      <dd>
        {isEditing ? (
          <textarea
            aria-label={title}
            rows={2}
            value={rangesText(ids)}
            onChange={(event) => {
              const parsed = parseIds(event.currentTarget.value);
              if (parsed) state.changeValues({ [name]: parsed });
              else state.notice.value = `${title}: expected ids and ranges, such as 1-3, 7.`;
            }}
          />
        ) : (
          <>
            <strong>{countIds(ids)}</strong> {ids.length > 0 && rangesText(ids, 40)}
          </>
        )}
      </dd>
    </div>
  );
}

const RESTRICTIONS: Record<string, string> = {
  notAllowed: 'not allowed',
  requireConsent: 'consent required',
  requireLegitimateInterest: 'legitimate interest required',
  undefined: 'undefined type',
};

function Version2({ value }: { value: Value }) {
  const isEditing = useEditing();
  const ids = (name: string): Ids => (value[name] as Ids | undefined) ?? [];
  const names = state.names.value;
  const count = (name: string, noun: string) => counted(countIds(ids(name)), noun);
  const restrictions = value.publisherRestrictions as {
    purposeId: number;
    restrictionType: string;
    vendors: Ids;
  }[];
  const change = (changes: Changes) => state.changeValues(changes);
  const date = (name: 'created' | 'lastUpdated', title: string) => {
    const day = String(value[name]).slice(0, 10);
    return (
      <Fact title={title} name={name === 'created' ? 'Created' : 'LastUpdated'}>
        {isEditing ? (
          <Input
            label={title}
            type="date"
            value={day}
            onChange={(text) => text && change({ [name]: text })}
          />
        ) : (
          valueText(value[name])
        )}
      </Fact>
    );
  };
  const number = (name: keyof Changes, label: string, max: number) => (
    <Input
      label={label}
      type="number"
      max={max}
      value={String(value[name])}
      onChange={(text) => change({ [name]: Number(text) })}
    />
  );
  const letters = (name: 'consentLanguage' | 'publisherCC', label: string) => (
    <Input
      label={label}
      type="text"
      value={String(value[name])}
      onChange={(text) => change({ [name]: text.toUpperCase() })}
    />
  );
  const flag = (
    name: 'isServiceSpecific' | 'useNonStandardTexts' | 'purposeOneTreatment',
    label: string,
  ) =>
    isEditing ? (
      <input
        type="checkbox"
        aria-label={label}
        checked={value[name] === true}
        onChange={() => change({ [name]: value[name] !== true })}
      />
    ) : (
      valueText(value[name])
    );
  const cmp = state.listSet().cmpName(Number(value.cmpId));
  const publisher = value.publisherTC as Value | undefined;
  return (
    <>
      <p class="sentence">
        Consent for <strong>{count('purposesConsent', 'purpose')}</strong> and{' '}
        <strong>{count('vendorConsents', 'vendor')}</strong>; legitimate interest for{' '}
        <strong>{count('purposesLITransparency', 'purpose')}</strong> and{' '}
        <strong>{count('vendorLegitimateInterests', 'vendor')}</strong>
        {restrictions.length > 0 && `; ${counted(restrictions.length, 'publisher restriction')}`}.
      </p>
      <dl class="facts">
        {date('created', 'Created')}
        {date('lastUpdated', 'Last updated')}
        <Fact title="CMP" name="CmpId">
          {number('cmpId', 'CMP', 4095)} {cmp}
          <span class="muted"> version {number('cmpVersion', 'CMP version', 4095)}</span>
          <span class="muted"> screen {number('consentScreen', 'Screen', 63)}</span>
          <span class="muted"> in {letters('consentLanguage', 'Language')}</span>
        </Fact>
        <Fact title="Publisher" name="PublisherCC">
          {letters('publisherCC', 'Publisher country')}
        </Fact>
        <Fact title="Vendor list" name="VendorListVersion">
          {number('vendorListVersion', 'Vendor list', 4095)}
          <span class="muted">
            {' '}
            policy version {number('tcfPolicyVersion', 'Policy version', 63)}
          </span>
        </Fact>
        <Fact title="Service-specific" name="IsServiceSpecific">
          {flag('isServiceSpecific', 'Service-specific')}
        </Fact>
        <Fact title="Non-standard texts" name="UseNonStandardTexts">
          {flag('useNonStandardTexts', 'Non-standard texts')}
        </Fact>
        <Fact title="Purpose 1 not disclosed" name="PurposeOneTreatment">
          {flag('purposeOneTreatment', 'Purpose 1 not disclosed')}
        </Fact>
      </dl>
      <table class="purposes">
        <caption>
          Purposes <small class="muted">– is not established or objected</small>
        </caption>
        <thead>
          <tr>
            <th scope="col">id</th>
            <th scope="col">purpose</th>
            <th scope="col">consent</th>
            <th scope="col">leg. int.</th>
          </tr>
        </thead>
        <tbody>
          {names.purposes.map((name, position) => {
            const id = position + 1;
            return (
              <tr key={id}>
                <td class="number">{id}</td>
                <th scope="row">{name}</th>
                <Mark
                  name="purposesConsent"
                  fieldName="PurposesConsent"
                  ids={ids('purposesConsent')}
                  id={id}
                  label={`Consent for purpose ${id}`}
                />
                <Mark
                  name="purposesLITransparency"
                  fieldName="PurposesLITransparency"
                  ids={ids('purposesLITransparency')}
                  id={id}
                  label={`Legitimate interest for purpose ${id}`}
                />
              </tr>
            );
          })}
          {names.specialFeatures.map((name, position) => {
            const id = position + 1;
            return (
              <tr key={`special ${id}`}>
                <td class="number">SF{id}</td>
                <th scope="row">{name}</th>
                <Mark
                  name="specialFeatureOptIns"
                  fieldName="SpecialFeatureOptIns"
                  ids={ids('specialFeatureOptIns')}
                  id={id}
                  label={`Opt-in to special feature ${id}`}
                />
                <td />
              </tr>
            );
          })}
        </tbody>
      </table>
      <dl class="facts">
        <Vendors
          title="Vendor consent"
          name="vendorConsents"
          part="core"
          section="VendorConsent"
          ids={ids('vendorConsents')}
        />
        <Vendors
          title="Vendor leg. int."
          name="vendorLegitimateInterests"
          part="core"
          section="VendorLegitimateInterest"
          ids={ids('vendorLegitimateInterests')}
        />
        {value.disclosedVendors === undefined ? (
          <Fact title="Disclosed">no segment: unknown which vendors were disclosed</Fact>
        ) : (
          <Vendors
            title="Disclosed"
            name="disclosedVendors"
            part="disclosedVendors"
            section=""
            ids={ids('disclosedVendors')}
          />
        )}
        {value.allowedVendors !== undefined && (
          <Fact title="Allowed">{rangesText(ids('allowedVendors'), 40)} (obsolete segment)</Fact>
        )}
        {restrictions.length > 0 && (
          <Fact title="Restrictions" name="NumPubRestrictions">
            <ul class="plain">
              {restrictions.slice(0, 50).map(({ purposeId, restrictionType, vendors }, key) => (
                <li key={key}>
                  purpose {purposeId}: {RESTRICTIONS[restrictionType]} for {rangesText(vendors, 20)}
                </li>
              ))}
              {restrictions.length > 50 && <li>… {restrictions.length - 50} more</li>}
            </ul>
          </Fact>
        )}
        {publisher && (
          <Fact title="Publisher TC" name="PubPurposesConsent" part="publisherTC">
            consent {valueText(publisher.purposesConsent)}; legitimate interest{' '}
            {valueText(publisher.purposesLITransparency)}
            {publisher.numCustomPurposes ? (
              <>
                ; {counted(Number(publisher.numCustomPurposes), 'purpose')} of its own, consent{' '}
                {valueText(publisher.customPurposesConsent)}, legitimate interest{' '}
                {valueText(publisher.customPurposesLITransparency)}
              </>
            ) : null}
          </Fact>
        )}
      </dl>
    </>
  );
}

/** Values of any depth: version 1, GPP sections, US Privacy, Additional Consent. */
function Values({ value, depth = 0 }: { value: Value; depth?: number }) {
  const isObject = (item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item);
  return (
    <dl class="facts">
      {Object.entries(value).map(([name, item]) => {
        const items = Array.isArray(item) && item.some(isObject) ? item : [item];
        const isNested = items.some(isObject) && depth < 4;
        return (
          <div class={isNested ? 'nested' : 'fact'} key={name}>
            <dt>
              <FieldName name={name} />
            </dt>
            <dd>
              {isNested
                ? items
                    .slice(0, 50)
                    .map((part, key) => (
                      <Values key={key} value={part as Value} depth={depth + 1} />
                    ))
                : valueText(item, 40)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The sections of a GPP string. Sections 1 and 2 are TC strings. */
function Gpp({ value, us }: { value: Value; us: UsDescription | undefined }) {
  const sections = (value.sections as Value | undefined) ?? {};
  return (
    <>
      <p>Sections {valueText(value.sectionIds)}</p>
      {us?.summary && <p class="sentence">{us.summary}</p>}
      {Object.entries(sections).map(([name, section]) => {
        const described = us?.sections.find((found) => found.name === name);
        if (described) {
          return (
            <div key={name}>
              <UsTitle section={described} />
              <UsRows section={described} part={name} />
            </div>
          );
        }
        return (
          <div key={name}>
            <h4>{name}</h4>
            {name === 'tcfeuv2' ? (
              <Section.Provider value={`${name} `}>
                <Version2 value={section as Value} />
              </Section.Provider>
            ) : (
              <Values value={section as Value} />
            )}
          </div>
        );
      })}
    </>
  );
}

const KINDS: Record<string, string> = {
  tc: 'TC string',
  gpp: 'GPP string',
  usp: 'US Privacy string',
  ac: 'Additional Consent string',
};

export function Meaning() {
  const { decoded, describedUs, unpacked } = state;
  const shown = decoded.value.flatMap((record, at) => ('value' in record ? [{ record, at }] : []));
  if (shown.length === 0) return null;
  const isSeveral = decoded.value.length > 1;
  return (
    <section class="card meaning" aria-labelledby="meaning-title">
      <h2 id="meaning-title">Contents</h2>
      {shown.map(({ record, at }) => {
        const found = unpacked.value[at];
        const value = record.value as unknown as Value;
        const us = describedUs.value[at];
        const usPrivacy = us?.sections[0];
        return (
          <IsMain.Provider key={at} value={at === state.mainAt.value}>
            {(isSeveral || found?.kind !== 'tc') && (
              <h3>
                {KINDS[found?.kind ?? 'tc']}
                {found?.carrier && <small class="muted"> in {found.carrier.name}</small>}
              </h3>
            )}
            {found?.kind === 'tc' && value.version === 2 ? (
              <Version2 value={value} />
            ) : found?.kind === 'gpp' ? (
              <Gpp value={value} us={us} />
            ) : found?.kind === 'usp' && usPrivacy ? (
              <UsRows section={usPrivacy} part="" />
            ) : (
              <Values value={value} />
            )}
          </IsMain.Provider>
        );
      })}
    </section>
  );
}
