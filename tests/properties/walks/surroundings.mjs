// Everything around a case that rules may ask about, as chance has it: who acts, when, in which calendar, with which
// cases that belong to it, attachments and facts.
import { Temporal } from 'temporal-polyfill';
import { asDay, endOf, laterDay } from '../model/calendar.mjs';

export const people = ['anna@school.example', 'bela@school.example', 'chen@school.example', 'dina@school.example',
  'emil@school.example', 'fee@school.example', 'gil@school.example'];
export const directory = {
  people, documents: ['POL-1', 'PRO-22', 'FRM-3'], files: ['a'.repeat(64), 'b'.repeat(64)],
  standards: ['iso_21001_2018', 'iso_9001_2015'],
};

// The time zones of the engine's library know no summer time after 2037.
const lastMoment = Temporal.Instant.from('2036-06-30T21:59:59.999Z');
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Africa/Cairo',
  'Pacific/Kiritimati'];
const weekends = [[6, 7], [6, 7], [5, 6], [7], [], [1, 2, 3, 4, 5, 6, 7]];

function calendarOf(chance, firstDay) {
  const holidays = Array.from({ length: chance.whole(0, 12) }, () =>
    firstDay.add({ days: chance.whole(-30, 300) }).toString());
  return { free_weekdays: chance.one(weekends), holidays: [...new Set(holidays)], time_zone: chance.one(zones) };
}

// What a condition gives to a guard, wherever it stands in it.
function argumentsOf(guard, condition) {
  if (!condition) return [];
  if (condition.guard) return condition.guard === guard ? [condition.arguments].flat() : [];
  return [condition.all ?? condition.any ?? condition.not].flat().flatMap((part) => argumentsOf(guard, part));
}

const stepsOf = ({ on = {}, always = [] }) => [...Object.values(on).flat(), ...always];

export class Surroundings {
  #chance;
  #facts;
  #childStates;
  #roles;
  #rolesOf;
  #now;
  #nowText;
  #today;

  constructor(chance, exported, roles) {
    this.#chance = chance;
    const steps = Object.values(exported.states).flatMap(stepsOf);
    const childStates = ['children', 'children_done'].flatMap((guard) =>
      steps.flatMap((one) => argumentsOf(guard, one.guard?.params)));
    this.#childStates = ['begun', ...childStates.flatMap((one) => one.in ?? one.or_in ?? [])];
    this.#facts = [...new Set(steps.flatMap((one) => argumentsOf('fact', one.guard?.params)))];
    this.#roles = roles;
    this.#rolesOf = new Map(people.map((person) => [person, chance.some(roles, 0.25)]));
    const start = Temporal.Instant.from('2026-01-01T00:00:00Z').add({ hours: chance.whole(0, 26_000) });
    this.calendar = calendarOf(chance, start.toZonedDateTimeISO('UTC').toPlainDate());
    this.children = [];
    this.attachments = 0;
    this.#setClock(start);
  }

  #setClock(now) {
    this.#now = Temporal.Instant.compare(now, lastMoment) < 0 ? now : lastMoment;
    this.#nowText = this.#now.toString({ fractionalSecondDigits: 3 });
    this.#today = undefined;
  }

  get today() {
    this.#today ??= this.#now.toZonedDateTimeISO(this.calendar.time_zone).toPlainDate();
    return this.#today;
  }

  // Mostly little time, sometimes a term, sometimes so long that every deadline has passed; and now and then to the very
  // moment at which something becomes possible for the case, or a millisecond beside it.
  passTime(state, { fields, enteredAt }) {
    const chance = this.#chance;
    const longest = chance.weighted([0, 1, 24, 300, 2_500, 9_000], (hours) => (hours < 300 ? 3 : 1));
    this.#setClock(this.#now.add({ hours: chance.whole(0, longest), milliseconds: chance.whole(0, 3_599_999) }));
    const moments = chance.happens(0.25) ? this.#momentsAhead(state, fields, enteredAt) : [];
    if (moments.length > 0) {
      const moment = Temporal.Instant.fromEpochMilliseconds(chance.one(moments));
      this.#setClock(moment.add({ milliseconds: chance.whole(-1, 1) }));
    }
    if (chance.happens(0.2)) this.attachments = chance.whole(0, 3);
    this.children = this.children.map((child) => {
      if (child.final || !chance.happens(0.5)) return child;
      const final = chance.happens(0.7);
      return { ...child, state: chance.one(this.#childStates), final, success: final && chance.happens(0.7) };
    });
    if (chance.happens(0.03)) this.children = [];
  }

  #momentsAhead(state, fields, enteredAt) {
    const zone = this.calendar.time_zone;
    const days = Object.values(fields).filter((value) => asDay(value) !== undefined);
    const ofGuard = (guard) => stepsOf(state).flatMap((one) => argumentsOf(guard, one.guard?.params));
    const waits = ofGuard('lasted');
    for (const { date, after } of ofGuard('date_reached')) {
      if (after !== undefined && asDay(fields[date])) days.push(laterDay(fields[date], after, this.calendar));
    }
    return [
      ...days.map((day) => Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds),
      ...waits.map((duration) => endOf(enteredAt, duration, this.calendar)),
    ].filter((moment) => moment > this.#now.epochMilliseconds);
  }

  add(effects, fields) {
    for (const { effect, arguments: { workflow, for_each: list } } of effects) {
      if (effect !== 'open_case') continue;
      for (let left = list === undefined ? 1 : (fields[list] ?? []).length; left > 0; left -= 1) {
        this.children.push({ workflow, state: 'begun', final: false, success: false });
      }
    }
  }

  // As they are for one step. `wanted` are people of whom one would be able to act.
  now(wanted = []) {
    const chance = this.#chance;
    const facts = this.#facts.map((name) =>
      [name, chance.weighted(['holds', 'fails', 'not_for_person'], (answer) => (answer === 'holds' ? 8 : 1))]);
    return {
      acting: this.#acting(wanted),
      now: this.#nowText,
      calendar: this.calendar,
      children: this.children,
      attachments: this.attachments,
      assignees: chance.some(people, 0.15),
      facts: Object.fromEntries(facts),
      rows: { clause_assessments: this.#rows(), planned_actions: this.#rows(), records_due_for_disposal: this.#rows() },
    };
  }

  // What an area of the program keeps beside the case; it may know more than the table that takes it.
  #rows() {
    return Array.from({ length: this.#chance.whole(0, 2) }, () => ({
      clause: this.#chance.one(['4.1', '9.2.1']), result: 'partial', job: 'Write it', action: 'Write it', unknown: 1,
      evidence: this.#chance.one([null, 'Seen']), until: '2027-01-31', record: 'EV-1', keep_until: '2026-01-31',
    }));
  }

  #acting(wanted) {
    const chance = this.#chance;
    if (chance.happens(wanted.includes('timer') ? 0.3 : 0.02)) {
      return { email: '', roles: [], stands_for: [], program: true };
    }
    const known = wanted.filter((who) => people.includes(who));
    const email = known.length > 0 && chance.happens(0.7) ? chance.one(known) : chance.one(people);
    const roles = new Set(this.#rolesOf.get(email));
    const asked = wanted.filter((who) => this.#roles.includes(who));
    if (asked.length > 0 && chance.happens(0.7)) roles.add(chance.one(asked));
    return { email, roles: [...roles], stands_for: chance.happens(0.15) ? chance.some(people, 0.3) : [], program: false };
  }
}
