// What may be typed into which field, and how it is kept.
import { asDay } from './calendar.mjs';
import { answerTo, isFilled } from './conditions.mjs';

const unfit = Symbol('unfit');
const blank = /^[ \t\r\n]*$/;
const trimmed = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
const isEmpty = (value) =>
  value === null || (typeof value === 'string' && blank.test(value)) || (Array.isArray(value) && value.length === 0);
const onText = (keep) => (value, ...rest) => (typeof value === 'string' ? keep(value, ...rest) : unfit);
const existing = (text, known) => (known.includes(text) ? text : unfit);

function line(value) {
  const text = trimmed(value);
  return /[\u0000-\u001f\u007f]/.test(text) || [...text].length > 500 ? unfit : text;
}

export const isReadable = (text, longest) =>
  !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) && [...text].length <= longest;

function number(value) {
  const isWritten = typeof value === 'string' && /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(trimmed(value));
  if (typeof value !== 'number' && !isWritten) return unfit;
  return Math.abs(Number(value)) <= 1e15 ? Number(value) : unfit;
}

function yesNo(value) {
  if (typeof value === 'boolean') return value;
  if (['true', 'yes', 'on'].includes(value)) return true;
  return ['false', 'no'].includes(value) ? false : unfit;
}

const person = onText((value, field, { people }) =>
  existing(trimmed(value).replace(/[A-Z]/g, (letter) => letter.toLowerCase()), people));

function people(value, field, directory) {
  const list = (Array.isArray(value) ? value : [value])
    .filter((one) => !isEmpty(one)).map((one) => person(one, field, directory));
  if (list.includes(unfit)) return unfit;
  return list.length === 0 ? null : [...new Set(list)];
}

function table(value, field, directory, problems) {
  const isRow = (row) => typeof row === 'object' && row !== null && !Array.isArray(row);
  if (!Array.isArray(value) || value.length > 500 || !value.every(isRow)) return unfit;
  const rows = [];
  for (const [index, given] of value.entries()) {
    if (Object.values(given).every(isEmpty)) continue;
    const inner = [];
    const row = Object.fromEntries(
      Object.entries(checkedValues(field.columns, given, directory, inner)).filter(([, cell]) => cell !== null));
    for (const { name, required } of field.columns) {
      if (required && !Object.hasOwn(row, name) && !inner.includes(name)) inner.push(name);
    }
    rows.push(row);
    problems.push(...inner.map((name) => `${field.name}.${index + 1}.${name}`));
  }
  return rows.length === 0 ? null : rows;
}

function standards(value, field, directory) {
  const list = (Array.isArray(value) ? value : [value]).filter((one) => !isEmpty(one))
    .map((one) => (typeof one === 'string' ? existing(trimmed(one), directory.standards) : unfit));
  if (list.includes(unfit)) return unfit;
  return list.length === 0 ? null : [...new Set(list)];
}

const types = {
  text: onText(line),
  clause: onText(line),
  paragraphs: onText((value) => (isReadable(value, 20_000) ? value : unfit)),
  number,
  yes_no: yesNo,
  date: onText((value) => asDay(trimmed(value)) ?? unfit),
  person,
  people,
  standards,
  document: onText((value, field, { documents }) => existing(trimmed(value), documents)),
  file: onText((value, field, { files }) => existing(trimmed(value), files)),
  choice: onText((value, field) => existing(value, field.choices.map((choice) => choice.value))),
  money: onText((value) => (/^\d{1,12}(\.\d{1,2})? [A-Z]{3}$/.test(trimmed(value)) ? trimmed(value) : unfit)),
  table,
};

function checkedValues(fields, given, directory, problems) {
  const values = {};
  for (const [name, value] of Object.entries(given)) {
    const field = fields.find((one) => one.name === name);
    if (field && !types[field.type]) throw new Error(`the model does not know the type ${field.type}`);
    const kept = !field ? unfit : isEmpty(value) ? null : types[field.type](value, field, directory, problems);
    if (kept === unfit) {
      problems.push(name);
    } else {
      values[name] = kept;
    }
  }
  return values;
}

// Values put into a case: null empties the field.
export function put(fields, values) {
  const result = { ...fields };
  for (const [name, value] of Object.entries(values)) {
    if (value === null) {
      delete result[name];
    } else {
      result[name] = value;
    }
  }
  return result;
}

// A form of a case: the fields after it, what was typed as it is kept, and the names of fields that are wrong or
// missing. The scene is as it was before the form.
export function filledForm({ asks, needs }, definition, scene, given, directory) {
  const problems = [];
  const values = checkedValues(definition.fields.filter((field) => asks.includes(field.name)), given, directory, problems);
  const after = { ...scene, fields: put(scene.fields, values) };
  for (const name of needs) {
    if (problems.includes(name) || isFilled(after.fields[name])) continue;
    const { when } = definition.fields.find((field) => field.name === name);
    if (!when || answerTo(when, after).is !== 'no') problems.push(name);
  }
  return { fields: after.fields, values, problems };
}
