// @iabgpp/cmpapi: its section tcfeuv2.

import { TcfEuV2 } from '@iabgpp/cmpapi';
import { answer } from './lines.mjs';
import { fieldsOf, setFields } from './tcfeuv2.mjs';

const read = (text) => fieldsOf(new TcfEuV2(text));

function write(value) {
  const section = new TcfEuV2();
  setFields(value, (field, what) => section.setFieldValue(field, what));
  return section.encode();
}

await answer({ read, write });
