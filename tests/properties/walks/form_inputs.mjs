// What somebody might send with a form: mostly what is asked for, sometimes anything at all.
import { directory, people } from './surroundings.mjs';

const words = ['Fire doors', 'Année scolaire', 'Überprüfung', '学校', 'as agreed', 'two\nlines'];
const oneLine = (chance) => chance.one(words).replace('\n', ' ');

const proper = {
  text: oneLine,
  clause: (chance) => chance.one(['4.4', '9.2.1', '10.1']),
  paragraphs: (chance) => chance.one(words),
  number: (chance) => chance.one([0, 1, 2, 3, 4, 5, 6, 50, 80, 100, 2.5, '3', ' 4.5 ', -1]),
  yes_no: (chance) => chance.one([true, false, 'yes', 'no', 'on', 'true', 'false']),
  date: (chance, field, today) => today.add({ days: chance.whole(-30, chance.one([5, 60, 900])) }).toString(),
  person: (chance) => chance.one([...people, people[0].toUpperCase(), ` ${people[1]} `]),
  people: (chance) => (chance.happens(0.2) ? chance.one(people) : [chance.one(people), ...chance.some(people, 0.3)]),
  document: (chance) => chance.one(directory.documents),
  standards: (chance) => (chance.happens(0.2) ? chance.one(directory.standards) : [...chance.some(directory.standards, 0.5), ' iso_9001_2015 ']),
  file: (chance) => chance.one(directory.files),
  choice: (chance, field) => chance.one(field.choices).value,
  money: (chance) => chance.one(['1200.50 EUR', '3 USD', '999999999999.9 CHF']),
  table: (chance, field, today) =>
    Array.from({ length: chance.whole(1, 4) }, () => Object.fromEntries(field.columns
      .filter((column) => column.required || chance.happens(0.8))
      .map((column) => [column.name, proper[column.type](chance, column, today)]))),
};

const anything = [null, '', '   ', '\n', [], {}, [[]], [null], true, false, 0, -3, 1e15, 1e16, 0.1, 'x', 'yes', 'YES',
  '12', '12,5', '1e3', '.5', '+5', '0x10', 'Infinity', 'NaN', '2026-02-30', '2028-02-29', '2026-2-3', '2026-02-03 ',
  'nobody@school.example', people[2], [people[3], people[3], ''], ['nobody@school.example'], 'POL-1', 'POL-99',
  'a\u0007b', 'a\tb', 'a\nb', 'ä'.repeat(500), 'ä'.repeat(501), '1200 EUR', '1200.505 EUR', '12 eur', 'EUR 12', '.5 EUR',
  [{}], [{ action: '' }, { action: 'x' }], [{ constructor: 'x' }], [7], 'c'.repeat(64), '__proto__'];
const strangeNames = ['', 'no_such_field', 'constructor', 'toString', 'owner', 'state'];

function tableWithMistakes(chance, field, today) {
  return Array.from({ length: chance.whole(0, 4) }, () => Object.fromEntries(field.columns
    .filter(() => chance.happens(0.8))
    .map((column) => [column.name,
      chance.happens(0.6) ? proper[column.type](chance, column, today) : chance.one(anything)])));
}

// `care`: 1 fills everything that is needed, and properly; 0 sends whatever comes.
export function formInput(chance, { asks, needs }, fields, today, care) {
  const given = {};
  for (const field of fields) {
    if (!asks.includes(field.name) && !needs.includes(field.name)) continue;
    if (!chance.happens(needs.includes(field.name) ? 0.8 + 0.2 * care : 0.5 + 0.25 * care)) continue;
    if (chance.happens(0.7 + 0.3 * care)) {
      given[field.name] = proper[field.type](chance, field, today);
    } else if (field.type === 'table' && chance.happens(0.5)) {
      given[field.name] = tableWithMistakes(chance, field, today);
    } else {
      given[field.name] = chance.one(anything);
    }
  }
  if (chance.happens(0.1 * (1 - care))) given[chance.one([...strangeNames, chance.one(fields).name])] = chance.one(anything);
  return given;
}

export function comment(chance, care) {
  if (chance.happens(0.6 + 0.35 * care)) return 'It was agreed.\nIn the meeting.';
  return chance.one(['', '  \n ', 'bell \u0007', 'ü'.repeat(4_000), 'ü'.repeat(4_001)]);
}
