// What conditions mean: every guard of the registry, and all, any and not. An answer is one of
//   {is: 'yes'}, {is: 'open'} (a field that the form is about to ask for decides),
//   {is: 'no', blames: [{why, aboutPerson}]}; the same reason has the same `why` everywhere.
// A scene holds what may be looked at: fields, former (the fields before the form), owner, opener, enteredAt,
// around (the person, the time, children, attachments, facts) and deferred (fields that the form asks for).
import { asDay, endOf, laterDay, today } from './calendar.mjs';

const yes = { is: 'yes' };
const open = { is: 'open' };
const no = (why, aboutPerson = false) => ({ is: 'no', blames: [{ why: JSON.stringify(why), aboutPerson }] });
const asList = (value) => (Array.isArray(value) ? value : [value]);

export const isFilled = (value) =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
export const peopleIn = (value) => asList(value).filter((one) => typeof one === 'string' && one !== '');

function allOf(answers) {
  const blames = answers.flatMap((answer) => answer.blames ?? []);
  if (blames.length > 0) return { is: 'no', blames };
  return answers.some((answer) => answer.is === 'open') ? open : yes;
}

// Asks one question for each field, unless the form will tell.
const eachField = (names, scene, holds, whyOf) =>
  allOf(names.map((name) => (scene.deferred.has(name) ? open : holds(name, scene.fields[name]) ? yes : no(whyOf(name)))));
const isEmpty = (name) => ['empty', name];

const ofWorkflow = (wanted, { children }) =>
  children.filter(({ workflow }) => wanted === undefined || workflow === wanted);

// "owner", "opener", a field with people, or a column of a table: table.column.
function peopleAt(place, { owner, opener }, fields) {
  if (place === 'owner') return [owner];
  if (place === 'opener') return [opener];
  const [field, column] = place.split('.');
  if (column === undefined) return peopleIn(fields[field]);
  return asList(fields[field] ?? []).flatMap((row) => peopleIn(row[column]));
}

const rowsOf = ({ table, where = {} }, { fields }) =>
  (fields[table] ?? []).filter((row) =>
    Object.entries(where).every(([column, wanted]) => asList(wanted).includes(row[column])));

export const guards = {
  set: (names, scene) => eachField(asList(names), scene, (_, value) => isFilled(value), isEmpty),
  is: (wanted, scene) =>
    eachField(Object.keys(wanted), scene, (name, value) => asList(wanted[name]).includes(value),
      (name) => ['is', name, wanted[name]]),
  at_least: (wanted, scene) =>
    eachField(Object.keys(wanted), scene, (name, value) => typeof value === 'number' && value >= wanted[name],
      (name) => ['at least', name, wanted[name]]),
  at_most: (wanted, scene) =>
    eachField(Object.keys(wanted), scene, (name, value) => typeof value === 'number' && value <= wanted[name],
      (name) => ['at most', name, wanted[name]]),
  rows: (wanted, scene) =>
    eachField(Object.keys(wanted), scene, (name, value) => (Array.isArray(value) ? value.length : 0) >= wanted[name],
      (name) => ['rows', name, wanted[name]]),
  each_row({ table, column: columns, is, where }, scene) {
    if (scene.deferred.has(table)) return open;
    const rows = rowsOf({ table, where }, scene);
    return allOf(asList(columns).map((column) => {
      const missing = rows.filter((row) =>
        (is === undefined ? !isFilled(row[column]) : !asList(is).includes(row[column]))).length;
      return missing === 0 ? yes : no(['each row', table, column, is, missing]);
    }));
  },
  targets_met({ table, value, target, lower_is_better: lower }, scene) {
    if (scene.deferred.has(table)) return open;
    const missed = rowsOf({ table }, scene).filter((row) => {
      const [is, wanted] = [row[value], row[target]];
      if (is === undefined || wanted === undefined) return true;
      return row[lower] === true ? is > wanted : is < wanted;
    }).length;
    return missed === 0 ? yes : no(['targets', table, missed]);
  },
  dates_in_order(names, scene) {
    if (names.some((name) => scene.deferred.has(name))) return open;
    const given = names.filter((name) => isFilled(scene.fields[name]));
    const wrong = given.findIndex((name, i) => i > 0 && scene.fields[given[i - 1]] > scene.fields[name]);
    return wrong === -1 ? yes : no(['order', given[wrong - 1], given[wrong]]);
  },
  within({ from, until, at_most: most, at_least: least }, scene) {
    if (scene.deferred.has(from) || scene.deferred.has(until)) return open;
    const [first, last] = [scene.fields[from], scene.fields[until]];
    if (!isFilled(first) || !isFilled(last)) return yes;
    const { calendar } = scene.around;
    if (most !== undefined && last > laterDay(first, most, calendar)) return no(['at most', from, until, most]);
    if (least !== undefined && last < laterDay(first, least, calendar)) return no(['at least', from, until, least]);
    return yes;
  },
  date_reached(wanted, scene) {
    const { date, after } = typeof wanted === 'string' ? { date: wanted } : wanted;
    if (scene.deferred.has(date)) return open;
    const day = asDay(scene.fields[date]);
    if (day === undefined) return no(isEmpty(date));
    const first = after === undefined ? day : laterDay(day, after, scene.around.calendar);
    return first <= today(scene.around) ? yes : no(['reached', date, after]);
  },
  lasted: (duration, { enteredAt, around }) =>
    Date.parse(around.now) >= endOf(enteredAt, duration, around.calendar) ? yes : no(['lasted', duration]),
  attachments: (needed, { around }) => (around.attachments >= needed ? yes : no(['attachments', needed])),
  children({ workflow, at_least: needed = 1, in: states }, { around }) {
    const there = ofWorkflow(workflow, around).filter(({ state }) => states === undefined || states.includes(state)).length;
    return there >= needed ? yes : no(['children', there, needed]);
  },
  children_done({ workflow, or_in: states = [] }, { around }) {
    const going = ofWorkflow(workflow, around).filter(({ state, final }) => !final && !states.includes(state)).length;
    return going === 0 ? yes : no(['children done', going]);
  },
  another_person(places, scene) {
    const { acting } = scene.around;
    if (acting.program) return yes;
    // Nobody gets out of it by what they type into the form.
    const found = asList(places).find((place) =>
      [scene.former, scene.fields].some((fields) => peopleAt(place, scene, fields).includes(acting.email)));
    return found === undefined ? yes : no(['another person', found.split('.')[0]], true);
  },
  different_people(groups, scene) {
    const fieldsOf = (group) => asList(group).map((place) => place.split('.')[0]);
    if (groups.flatMap(fieldsOf).some((name) => scene.deferred.has(name))) return open;
    const peopleOf = (group) => asList(group).flatMap((place) => peopleAt(place, scene, scene.fields));
    const sets = groups.map((group) => new Set(peopleOf(group)));
    const everybody = new Set(sets.flatMap((people) => [...people]));
    const inTwo = [...everybody].some((one) => one !== '' && sets.filter((people) => people.has(one)).length > 1);
    return inTwo ? no(['different people', groups]) : yes;
  },
  fact: (names, { around }) =>
    allOf(asList(names).map((name) =>
      (around.facts[name] === 'holds' ? yes : no(['fact', name], around.facts[name] === 'not_for_person')))),
};

export function guardNamed(name) {
  if (!Object.hasOwn(guards, name)) throw new Error(`the model does not know guard ${name}`);
  return guards[name];
}

function withoutWords(condition, scene) {
  if (condition.all) return allOf(condition.all.map((part) => answerTo(part, scene)));
  if (condition.any) {
    const answers = condition.any.map((part) => answerTo(part, scene));
    for (const result of ['yes', 'open']) {
      if (answers.some((answer) => answer.is === result)) return { is: result };
    }
    return { is: 'no', blames: answers.flatMap((answer) => answer.blames) };
  }
  if (condition.not) {
    const answer = answerTo(condition.not, scene);
    return { yes: no('not'), no: yes, open }[answer.is];
  }
  return guardNamed(condition.guard)(condition.arguments, scene);
}

// The definition's own words stand for all reasons; they are about the person when the first reason was.
export function answerTo(condition, scene) {
  const answer = withoutWords(condition, scene);
  return answer.is === 'no' && condition.says ? no(['says', condition.says], answer.blames[0].aboutPerson) : answer;
}

// The values that choose between the branches of an event choose this one: every `is` that it needs holds.
function isMeant(condition, scene) {
  if (condition.all) return condition.all.every((part) => isMeant(part, scene));
  return condition.guard !== 'is' || answerTo(condition, scene).is === 'yes';
}

// Why none of several branches is possible, by those that are meant, else by each: what they all blame; when there is
// no such thing, what any of them blames.
export function blamesOfAll(conditions, scene) {
  const meant = conditions.filter((condition) => isMeant(condition, scene));
  const refusals = (meant.length > 0 ? meant : conditions).map((condition) => answerTo(condition, scene).blames);
  const isIn = (list, { why, aboutPerson }) => list.some((one) => one.why === why && one.aboutPerson === aboutPerson);
  const any = refusals.flat();
  const shared = any.filter((blame) => refusals.every((list) => isIn(list, blame)));
  return shared.length > 0 ? shared : any;
}
