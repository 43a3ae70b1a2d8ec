// What core.mjs compares.
export { TCString } from '../../bindings/wasm/npm/node_modules/@iabtechlabtcf/core';
export * from 'tcf-wasm/bytes';
