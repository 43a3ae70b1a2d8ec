/** The findings of an audit of a HAR file. */
import { counted } from './model.js';
import * as state from './state.js';

export function Audited() {
  const report = state.audited.value;
  if (!report) return null;
  const { findings, notRun, events, inputs } = report;
  return (
    <section class="card audit" aria-labelledby="audit-title">
      <h2 id="audit-title">
        {inputs[0]?.file} <small class="muted">{counted(events.read ?? 0, 'request')}</small>
      </h2>
      <p class="actions">
        <button type="button" onClick={() => (state.audited.value = undefined)}>
          Close
        </button>
      </p>
      {findings.length === 0 && <p>No findings.</p>}
      <ul>
        {findings.slice(0, 500).map((finding, key) => (
          <li key={key} class={`finding ${finding.severity}`}>
            <code>{finding.code}</code>
            <span class="severity">{finding.severity}</span>
            <span class="message">
              {finding.message}
              <small class="muted">
                {' '}
                {[
                  finding.host,
                  finding.vendor && `vendor ${finding.vendor.id} ${finding.vendor.name ?? ''}`,
                  counted(Number(finding.count), 'time'),
                  finding.help,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
            <span class="actions">
              {(finding.evidence ?? []).slice(0, 1).map((evidence, at) =>
                evidence.value ? (
                  <button
                    type="button"
                    key={at}
                    onClick={() => state.paste(String(evidence.value))}
                  >
                    Open the string
                  </button>
                ) : null,
              )}
            </span>
          </li>
        ))}
      </ul>
      {notRun.length > 0 && (
        <details>
          <summary>{counted(notRun.length, 'check')} did not run</summary>
          <ul class="plain">
            {notRun.map(({ code, reason }) => (
              <li key={code}>
                <code>{code}</code> {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
