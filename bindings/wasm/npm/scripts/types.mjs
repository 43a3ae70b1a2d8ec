// Writes src/record-types.ts from the JSON Schemas of the command: npm run types [-- --check]
// The command is the program in TCF, or the one that cargo built.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const tcf = process.env.TCF ?? path('../../../../target/debug/tcf');
const schema = (name) => JSON.parse(execFileSync(tcf, ['schema', name], { encoding: 'utf8' }));

// The type of a record, and the schema of the command.
const RECORDS = {
  Failure: 'error',
  Decode: 'decode',
  Inspect: 'inspect',
  InspectSize: 'inspect-size',
  Validate: 'validate',
  Decide: 'decide',
  DecideBrief: 'decide-brief',
  Diff: 'diff',
  Generate: 'generate',
  GvlShow: 'gvl-show',
  GvlVendor: 'gvl-show-vendor',
  Audit: 'audit',
};

// Records of inputs that only a command has: lines without a string, lines that are too long.
const ONLY_OF_FILES = new Set(['NullRecord', 'LineFailure', 'LineError']);

// Longer lists of values, such as codes, grow with new rules: they are strings.
const MAX_VALUES = 20;

const types = new Map();

/** The name of a definition, which starts with a capital. `Error` is a name of the language. */
const nameOf = (key) => {
  if (key === 'error') return 'FailureRecord';
  const name = key.replace(/[^A-Za-z0-9]+(.)?/g, (_, next = '') => next.toUpperCase());
  return name[0].toUpperCase() + name.slice(1);
};

function union(types) {
  const parts = [...new Set(types.filter((type) => type !== undefined))];
  return parts.includes('unknown') ? 'unknown' : parts.join(' | ');
}

function typeOf(node, indent) {
  if (node === true || Object.keys(node).length === 0) return 'unknown';
  if (node.$ref) {
    const key = node.$ref.replace('#/$defs/', '');
    return ONLY_OF_FILES.has(key) ? undefined : nameOf(key);
  }
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum)
    return node.enum.length > MAX_VALUES
      ? 'string'
      : node.enum.map((value) => JSON.stringify(value)).join(' | ');
  const alternatives = node.anyOf ?? node.oneOf;
  if (alternatives && !node.properties)
    return union(alternatives.map((part) => typeOf(part, indent)));
  if (node.allOf && !node.properties)
    return node.allOf.map((part) => typeOf(part, indent)).join(' & ');
  if (Array.isArray(node.type))
    return union(node.type.map((type) => typeOf({ ...node, type }, indent)));
  switch (node.type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array': {
      if (node.prefixItems)
        return `[${node.prefixItems.map((item) => typeOf(item, indent)).join(', ')}]`;
      const item = node.items === undefined ? 'unknown' : typeOf(node.items, indent);
      return item.includes(' ') && !/^\[[^\]]*\]$/.test(item) ? `(${item})[]` : `${item}[]`;
    }
    default:
      return objectOf(node, indent);
  }
}

function comment(text, indent) {
  if (!text) return '';
  const lines = text.trim().split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  const inner = lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n');
  return `${indent}/**\n${inner}\n${indent} */\n`;
}

function objectOf(node, indent) {
  const properties = Object.entries(node.properties ?? {});
  if (properties.length === 0) {
    const values = node.additionalProperties;
    const value = values && values !== true ? typeOf(values, indent) : 'unknown';
    return `{ [key: string]: ${value} }`;
  }
  const required = new Set(node.required);
  const inner = `${indent}  `;
  const members = properties.map(([name, property]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    const type = typeOf(property, inner) ?? 'never';
    const optional = required.has(name) ? '' : '?';
    return `${comment(property.description, inner)}${inner}${key}${optional}: ${type};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

function define(key, node) {
  const name = nameOf(key);
  if (ONLY_OF_FILES.has(key)) return;
  const type = typeOf(node, '');
  const isObject = type.startsWith('{\n');
  const body = isObject ? `export interface ${name} ${type}\n` : `export type ${name} = ${type};\n`;
  const text = `${comment(node.description, '')}${body}`;
  if ((types.get(name) ?? text) !== text) throw new Error(`${name} differs between records`);
  types.set(name, text);
}

for (const [type, command] of Object.entries(RECORDS)) {
  const { $defs = {}, ...record } = schema(command);
  for (const [key, definition] of Object.entries($defs)) define(key, definition);
  define(type, record);
}
const banner = '// Written by scripts/types.mjs from the JSON Schemas of the command.\n';
const unformatted = `${banner}${[...types].map(([, text]) => `\n${text}`).join('')}`;
const file = path('../src/record-types.ts');
const source = await format(unformatted, { ...(await resolveConfig(file)), filepath: file });
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== source) {
    console.error('src/record-types.ts is out of date: npm run types');
    process.exit(1);
  }
} else {
  writeFileSync(file, source);
}
