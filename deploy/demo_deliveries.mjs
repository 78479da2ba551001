// Sends a few days of a learning platform to a running server, as Moodle's plugin does: deploy/demo_deliveries.mjs ADDRESS SECRET
// Two become evidence, one waits for a person, and one is refused because its token is wrong.
const [address, secret] = process.argv.slice(2);
const hoursAgo = (hours) => Math.floor(Date.now() / 1000) - hours * 3600;

async function send(event) {
  const answer = await fetch(`${address}/hooks/evidence/moodle`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ eventname: '\\core\\event\\course_completed', component: 'core', action: 'completed', target: 'course', host: 'moodle.northbridge.example', token: secret, ...event }),
  });
  return answer.status;
}

const expect = (status, wanted) => { if (status !== wanted) throw new Error(`the server answered ${status} instead of ${wanted}`); };
expect(await send({ courseid: 12, relateduserid: 41, timecreated: hoursAgo(50) }), 202);
expect(await send({ courseid: 12, relateduserid: 57, timecreated: hoursAgo(27) }), 202);
// The plugin leaves the person out where the platform hides names.
expect(await send({ courseid: 15, timecreated: hoursAgo(3) }), 202);
expect(await send({ courseid: 15, relateduserid: 41, timecreated: hoursAgo(2), token: 'a token of last year, long over' }), 401);
