/** Lights what belongs to the field that is pointed at. */
import { effect } from '@preact/signals';
import { active, inspected, pin, point, type Active } from './state.js';
import { fieldOfVendor, type Field } from './model.js';

/** The attributes of an element that belongs to fields: pointing lights them, a click pins. */
export function linked(at: Active | undefined): Record<string, unknown> {
  if (!at) return {};
  return {
    'data-r': String(at.index),
    ...(at.bit === undefined ? {} : { 'data-b': String(at.bit) }),
    onMouseEnter: () => point(at),
    onMouseLeave: () => point(undefined),
    onClick: () => pin(at),
  };
}

/** A field by its part and name. */
export const at = (field: Field | undefined, id?: number): Active | undefined =>
  field && {
    index: field.index,
    bit: id === undefined || field.offset === undefined ? undefined : field.offset + id - 1,
  };

/** The field that holds a vendor. */
export function atVendor(part: string, section: string, id: number): Active | undefined {
  const found = fieldOfVendor(inspected.value.fields, part, section, id);
  return found && { index: found.field.index, bit: found.bit };
}

/** Sets the class `lit` on all elements of the field. */
export function lightUp(root: HTMLElement): void {
  effect(() => {
    const pointed = active.value;
    for (const element of root.querySelectorAll('.lit')) element.classList.remove('lit');
    if (!pointed) return;
    for (const element of root.querySelectorAll<HTMLElement>(`[data-r~="${pointed.index}"]`)) {
      const { b } = element.dataset;
      const isOther = b !== undefined && pointed.bit !== undefined && b !== String(pointed.bit);
      element.classList.toggle('lit', !isOther);
    }
  });
}
